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
     * @throws SmtpConfigurationException if the container is to sign on and has no account for this factory; or its account is
     *     not the factory's own, and the mail would go through the outbox
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
     *     server; if the mail would go through the outbox, which sends with the factory's own account only: in a transaction
     *     and with {@code Asynchronous=true}; or if the container signs on, and another server is asked for
     */
    SmtpConnection getConnection(SmtpConnectionSpec spec);

    /**
     * Returns a mail session whose transport sends through this factory, for code that is written against Jakarta Mail. What
     * goes wrong later, the transport tells by a {@link jakarta.mail.MessagingException}: see {@link SmtpTransport}.
     *
     * @return a new session
     * @throws SmtpException if the factory cannot be used, for its configuration or because it was closed
     */
    Session getMailSession();
}
