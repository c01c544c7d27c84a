package org.postbound.standalone;

import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;

/**
 * The way in for programs without an application server.
 *
 * <pre>{@code
 * try (SmtpConnection connection = Postbound.connect(SmtpConnectionSpec.configured()
 *         .withServer("smtp.example.org", 587, Security.STARTTLS)
 *         .withPassword("shop", password))) {
 *     connection.send(email);
 * }
 * }</pre>
 */
public final class Postbound {
    private Postbound() {}

    /**
     * Opens one session of the caller's own, with the defaults of all properties. The server has greeted, TLS is up and the
     * user is signed on when this returns. A session that was lost is opened anew by the next message. One that nobody closed
     * is closed at the end of the program, or when it cannot be reached any more.
     *
     * @param spec the server and, if it wants one, the user
     * @return a connection to be closed by the caller
     * @throws org.postbound.SmtpConfigurationException if the spec names no server
     * @throws org.postbound.SmtpConnectException if there is no conversation with the server
     * @throws org.postbound.SmtpTlsException if it cannot be protected as asked for
     * @throws org.postbound.SmtpAuthenticationException if the server does not accept the user
     */
    public static SmtpConnection connect(SmtpConnectionSpec spec) {
        return OwnConnection.open(spec);
    }

    /**
     * Starts a connection factory with a pool and, if asked for, an outbox and transactions.
     *
     * @return a new builder
     */
    public static FactoryBuilder factory() {
        return new FactoryBuilder();
    }
}
