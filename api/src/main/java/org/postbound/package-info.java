/**
 * The API of Postbound, the transactional SMTP connector: all that an application compiles against.
 *
 * <p>A bean has an {@link org.postbound.SmtpConnectionFactory} injected, builds an {@link org.postbound.Email} and
 * hands it to an {@link org.postbound.SmtpConnection}. Inside a transaction the mail leaves if the transaction commits;
 * outside of one it leaves at once. A message-driven bean that is a {@link org.postbound.DeliveryListener} is told what becomes
 * of mail that left through the outbox.
 *
 * <p>All values here are immutable and may be shared between threads, and no method accepts {@code null} unless it says
 * so: in a message it is an {@link org.postbound.InvalidEmailException}, elsewhere a {@link NullPointerException} unless the
 * method names another. Whatever is wrong with a message is told by an {@link org.postbound.InvalidEmailException} before a byte is sent.
 * No {@code toString} and no exception holds a password or a token.
 */
package org.postbound;
