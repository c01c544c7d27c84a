package org.postbound.test;

import jakarta.resource.ResourceException;
import org.postbound.SmtpConnectionFactory;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** The adapter itself, without a container. */
final class RealAdapter {
    private RealAdapter() {}

    /** For a server that speaks plaintext. */
    static SmtpManagedConnectionFactory of(SmtpServer server) {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName(server.host());
        factory.setPortNumber(server.port());
        factory.setSecurity("NONE");
        factory.setHeloName("client.test");
        return factory;
    }

    static SmtpManagedConnectionFactory of(SmtpServer server, String security) {
        SmtpManagedConnectionFactory factory = of(server);
        factory.setSecurity(security);
        factory.setTrustStore(server.trustStore().toString());
        factory.setTrustStorePassword(server.trustStorePassword());
        return factory;
    }

    static SmtpConnectionFactory connectionFactory(SmtpManagedConnectionFactory factory) {
        try {
            return factory.createConnectionFactory();
        } catch (ResourceException e) {
            throw new AssertionError(e);
        }
    }
}
