package org.postbound.it;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message as the server received it.
 *
 * @param session the number of the SMTP session, which tells connections apart
 * @param reversePath the argument of MAIL
 * @param forwardPaths the arguments of RCPT, in order
 * @param message the octets after DATA, without dot-stuffing
 */
public record ReceivedMail(int session, String reversePath, List<String> forwardPaths, byte[] message) {
    public String text() {
        return new String(message, StandardCharsets.ISO_8859_1);
    }
}
