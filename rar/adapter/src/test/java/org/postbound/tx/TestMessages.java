package org.postbound.tx;

import java.nio.charset.StandardCharsets;
import org.postbound.Envelope;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/** Messages that differ by a number. */
final class TestMessages {
    private TestMessages() {}

    static RenderedMessage message(int number) {
        return new RenderedMessage(
                Envelope.of("a@from.test", "b%d@to.test".formatted(number)),
                WireMessage.of("Message-ID: <%d@from.test>\r\n\r\nHello\r\n"
                        .formatted(number)
                        .getBytes(StandardCharsets.US_ASCII)));
    }
}
