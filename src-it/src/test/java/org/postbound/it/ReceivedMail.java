package org.postbound.it;

import java.util.List;

/**
 * A message as the server received it.
 *
 * @param session the id of the SMTP session, which tells connections apart
 * @param reversePath the argument of MAIL
 * @param forwardPaths the arguments of RCPT, in order
 * @param message what came after DATA, without dot-stuffing; one char for each octet
 */
public record ReceivedMail(String session, String reversePath, List<String> forwardPaths, String message) {}
