package org.postbound.tx;

import java.nio.charset.StandardCharsets;
import org.postbound.Envelope;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/** Messages that differ by a number. */
final class TestMessages {
    private TestMessages() {}

    static RenderedMessage message(int number) {
        return message(number, 1);
    }

    static RenderedMessage message(int number, int lines) {
        return new RenderedMessage(
                Envelope.of("a@from.test", "b%d@to.test".formatted(number)),
                WireMessage.of(("Message-ID: <%d@from.test>\r\n\r\n".formatted(number) + "Hello\r\n".repeat(lines))
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    /** Returns the number of the message that has this Message-ID. */
    static int number(String messageId) {
        return Integer.parseInt(messageId.substring(1, messageId.indexOf('@')));
    }
}
