package org.postbound;

import jakarta.mail.Session;
import jakarta.resource.Referenceable;
import java.io.Serializable;

/**
 * Gives connections to an SMTP server; injected by {@code @Resource}. Safe for use by several threads.
 *
 * <pre>{@code
 * @Resource(lookup = "java:/eis/Mail")
 * SmtpConnectionFactory mail;
 *
 * public void confirm(Order order) {
 *     try (SmtpConnection connection = mail.getConnection()) {
 *         connection.send(Email.builder().to(order.customer()).subject("Thank you").text("It is on its way.").build());
 *     }
 * }
 * }</pre>
 */
public interface SmtpConnectionFactory extends Serializable, Referenceable {
    /**
     * Returns a handle with the container's or the configured credentials. No socket is opened for it.
     *
     * @return a handle to be closed by the caller
     * @throws SmtpPoolException if the pool has no connection to give
     * @throws SmtpTransactionException if the transaction is marked for rollback or has timed out
     */
    SmtpConnection getConnection();

    /**
     * Returns a handle with the application's own credentials or server.
     *
     * @param spec what is asked for
     * @return a handle to be closed by the caller
     * @throws SmtpPoolException if the pool has no connection to give
     * @throws SmtpTransactionException if the transaction is marked for rollback or has timed out
     * @throws SmtpConfigurationException if the transaction already uses a connection with other credentials or another
     *     server
     */
    SmtpConnection getConnection(SmtpConnectionSpec spec);

    /**
     * Returns a mail session whose transport sends through this factory, for code that is written against Jakarta Mail.
     *
     * @return a new session
     */
    Session getMailSession();
}
