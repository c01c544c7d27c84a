/**
 * The project's own SMTP client conversation: commands, replies, capabilities, TLS and SASL, over the sockets of
 * Angus Mail. One {@link org.postbound.smtp.SmtpSession} is one connection; it knows no pool, no retry and no
 * transaction but the mail transaction of RFC 5321.
 *
 * <p>A {@link org.postbound.smtp.SmtpLink} opens sessions as it needs them, and takes messages one by one or as a {@link
 * org.postbound.smtp.MessageStream}. Commands are written in groups where the server offers that; every reply is read and
 * checked, in order. A session goes on only after a clean reply: whatever else happens, a lost link, a late reply, an
 * exception in the middle of a message, closes the connection, so that nothing of one message can ever get into the next.
 *
 * <ul>
 *   <li>RFC 5321: the conversation; EHLO, with HELO for old servers; line ends and dot-stuffing
 *   <li>RFC 3207: STARTTLS; RFC 8314: implicit TLS; RFC 7817: the server's identity
 *   <li>RFC 4954: AUTH, with SCRAM (RFC 5802, RFC 7677) without channel binding, CRAM-MD5 (RFC 2195), PLAIN (RFC 4616), LOGIN,
 *       OAUTHBEARER (RFC 7628), XOAUTH2 and EXTERNAL (RFC 4422 appendix A)
 *   <li>RFC 2920: PIPELINING
 *   <li>RFC 3030: CHUNKING
 *   <li>RFC 1870: SIZE
 *   <li>RFC 6152: 8BITMIME
 *   <li>RFC 2034 and 3463: enhanced status codes, kept in each reply
 *   <li>RFC 3461: DSN
 *   <li>RFC 6531 and 6533: SMTPUTF8
 *   <li>RFC 9422: LIMITS
 *   <li>RFC 8689: REQUIRETLS
 *   <li>RFC 6710: MT-PRIORITY
 *   <li>RFC 4865: FUTURERELEASE
 *   <li>RFC 1047: a link that is lost after the final dot leaves the message in doubt
 * </ul>
 */
package org.postbound.smtp;
