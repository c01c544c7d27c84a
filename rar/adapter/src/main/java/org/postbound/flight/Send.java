package org.postbound.flight;

/**
 * One mail transaction: a message submitted over a session, by an application or a courier.
 *
 * @param messageId header of the message; empty if it has none
 * @param size octets of the message
 * @param recipients how many it was for
 * @param result {@code ACCEPTED}, {@code REFUSED}, {@code IN_DOUBT}, or why it was not sent
 * @param replyCode of the reply that decided; 0 if there was none
 * @param grouped whether its envelope travelled behind the message before it
 */
public record Send(String messageId, long size, int recipients, String result, int replyCode, boolean grouped) {}
