package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.resource.ResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpReplyException;
import org.postbound.ra.SmtpManagedConnectionFactory;
import org.postbound.test.SmtpServer;
import org.postbound.test.SmtpServerExtension;

class OrdersSmtpTest {
    @RegisterExtension
    final SmtpServerExtension smtp = new SmtpServerExtension(SmtpServer.builder()
            .security(Security.STARTTLS)
            .login("shop", "secret")
            .build());

    private Orders orders() throws ResourceException {
        SmtpServer server = smtp.server();
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName(server.host());
        factory.setPortNumber(server.port());
        factory.setSecurity("STARTTLS");
        factory.setTrustStore(server.trustStore().toString());
        factory.setTrustStorePassword(server.trustStorePassword());
        factory.setUserName("shop");
        factory.setPassword("secret");
        factory.setFrom("shop@example.org");
        return new Orders(factory.createConnectionFactory());
    }

    @Test
    void order_isConfirmed() throws Exception {
        orders().confirm("jo@example.org");
        assertEquals("Thank you", smtp.server().inbox().only().subject());
    }

    @Test
    void unknownCustomer_isTold() throws Exception {
        smtp.server().refuse("jo@example.org", 550, "5.1.1 no such user");
        Orders orders = orders();
        assertThrows(SmtpReplyException.class, () -> orders.confirm("jo@example.org"));
    }

    @Test
    void serverThatComesBack_isUsedAgain() throws Exception {
        Orders orders = orders();
        smtp.server().stop();
        assertThrows(SmtpConnectException.class, () -> orders.confirm("jo@example.org"));
        smtp.server().start();
        orders.confirm("jo@example.org");
        assertEquals(1, smtp.server().inbox().await(1).size());
    }
}
