package org.postbound;

import jakarta.mail.internet.MimeMessage;
import java.util.List;

/**
 * A handle to a pooled connection: cheap to get and to give back. Not for use by several threads at once.
 *
 * <p>In a transaction {@code send} renders and checks the message, returns {@link Disposition#STAGED}, and the message
 * leaves when the transaction commits. Outside of one it talks to the server and returns {@link Disposition#ACCEPTED} or,
 * with {@code Asynchronous=true}, writes to the outbox and returns {@link Disposition#STORED}. A message that the
 * configuration withholds from all its recipients is {@link Disposition#WITHHELD}. A handle that was taken in a transaction
 * is of no use once that has ended.
 *
 * <p>Every {@code send} may throw {@link InvalidEmailException}, {@link SmtpTransactionException} and {@link
 * SmtpConfigurationException}. One that writes to the outbox may also throw {@link OutboxException}, and one that talks to the
 * server {@link SmtpConnectException}, {@link SmtpTlsException}, {@link SmtpAuthenticationException}, {@link
 * SmtpReplyException} and {@link InDoubtException}.
 */
public interface SmtpConnection extends AutoCloseable {
    /**
     * Sends a message.
     *
     * @param email the message
     * @return what was achieved
     * @throws SmtpException if the message was not sent; see the description of this type
     */
    Receipt send(Email email);

    /**
     * Sends a message with the envelope that its headers give: From (or Sender) to To, Cc and Bcc. The Bcc header is
     * not sent.
     *
     * @param message the message; a Message-ID and a Date are added to what is sent if it has none
     * @return what was achieved
     * @throws SmtpException if the message was not sent; see the description of this type
     */
    Receipt send(MimeMessage message);

    /**
     * Sends a message with an envelope of its own. The Bcc header is not sent.
     *
     * @param envelope the envelope
     * @param message the message; a Message-ID and a Date are added to what is sent if it has none
     * @return what was achieved
     * @throws SmtpException if the message was not sent; see the description of this type
     */
    Receipt send(Envelope envelope, MimeMessage message);

    /**
     * Sends a message that is rendered already, such as a signed or archived one, byte for byte. Only line ends are
     * normalised to CRLF, as SMTP demands.
     *
     * @param envelope the envelope
     * @param message a complete message (RFC 5322); copied
     * @return what was achieved
     * @throws SmtpException if the message was not sent; see the description of this type
     */
    Receipt send(Envelope envelope, byte[] message);

    /**
     * Sends messages in one go. All are rendered and checked before the first is sent.
     *
     * @param emails the messages
     * @return one receipt per message, in order; outside of a transaction a message that could not be sent has {@link
     *     Disposition#FAILED} and its failure
     * @throws InvalidEmailException if a message is not valid; then none was sent
     * @throws SmtpTransactionException if the handle cannot be used now; then none was sent
     * @throws SmtpConfigurationException if there is no room for temporary files, or the account is not the factory's own and
     *     the mail is for the outbox; then none was sent
     * @throws OutboxException with {@code Asynchronous=true}, if the outbox did not take them; then none is sent
     */
    List<Receipt> sendAll(List<Email> emails);

    /**
     * Returns what is known about the server; connects if need be.
     *
     * @return the server's greeting, capabilities and protection
     * @throws SmtpTransactionException if the handle was closed, or its transaction has ended
     * @throws SmtpException if there is no conversation with the server
     */
    SmtpServerInfo server();

    /** Gives the connection back. A second call does nothing; every other method then throws. */
    @Override
    void close();
}
