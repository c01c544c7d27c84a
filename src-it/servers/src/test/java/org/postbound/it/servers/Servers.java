package org.postbound.it.servers;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the servers; each is started when the first test asks for it, and ended after the last test of the run. */
final class Servers implements ParameterResolver {
    static final String USER = "alice";
    static final String PASSWORD = "wonder-land";

    /** A Postfix, and all that its ports refer to. */
    private record PostfixWithFriends(CyrusSasl cyrus, Dovecot dovecot, Postfix postfix) implements AutoCloseable {
        static PostfixWithFriends start(ServerCertificates certificates) throws IOException {
            CyrusSasl cyrus = CyrusSasl.create(USER, PASSWORD);
            Dovecot dovecot = Dovecot.start(USER, PASSWORD);
            Postfix postfix = Postfix.start(PostfixPorts.ALL, certificates, dovecot, cyrus);
            return new PostfixWithFriends(cyrus, dovecot, postfix);
        }

        @Override
        public void close() {
            postfix.close();
            dovecot.close();
            cyrus.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return List.of(Postfix.class, Aiosmtpd.class, ServerCertificates.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(ExtensionContext.Namespace.create(Servers.class));
        Class<?> type = parameter.getParameter().getType();
        if (type == ServerCertificates.class) {
            return certificates(store);
        }
        return type == Postfix.class
                ? store.getOrComputeIfAbsent(
                                PostfixWithFriends.class,
                                key -> started(() -> PostfixWithFriends.start(certificates(store))),
                                PostfixWithFriends.class)
                        .postfix()
                : store.getOrComputeIfAbsent(
                        Aiosmtpd.class,
                        key -> started(() -> Aiosmtpd.start(certificates(store), USER, PASSWORD)),
                        Aiosmtpd.class);
    }

    private static ServerCertificates certificates(ExtensionContext.Store store) {
        return store.getOrComputeIfAbsent(
                ServerCertificates.class, key -> started(ServerCertificates::create), ServerCertificates.class);
    }

    private interface Start<T> {
        T start() throws IOException;
    }

    private static <T> T started(Start<T> server) {
        try {
            return server.start();
        } catch (IOException e) {
            throw new IllegalStateException("a server cannot be started", e);
        }
    }
}
