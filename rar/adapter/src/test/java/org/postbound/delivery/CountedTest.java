package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

class CountedTest {
    private final List<String> told = new ArrayList<>();
    private final MessageStream messages = new MessageStream() {
        @Override
        public Optional<RenderedMessage> next() {
            return Optional.empty();
        }

        @Override
        public void accepted(RenderedMessage message, Accepted accepted) {
            told.add("accepted");
        }

        @Override
        public boolean failed(RenderedMessage message, SmtpException failure) {
            told.add("failed");
            return true;
        }
    };

    /** Nobody has learnt of it otherwise, and a message in doubt would be sent again. */
    @Test
    void whatBecomesOfAMessage_isToldOf_evenIfItCannotBeCounted() {
        Counted counted = new Counted(messages, new Statistics(null));
        RenderedMessage message =
                new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), WireMessage.of(new byte[] {'a'}));
        assertThrows(
                NullPointerException.class,
                () -> counted.failed(message, new InDoubtException("<1@from.test>", "perhaps", null)));
        assertThrows(
                NullPointerException.class,
                () -> counted.unreachable(message, new InDoubtException("<1@from.test>", "perhaps", null)));
        assertEquals(List.of("failed", "failed"), told);
    }
}
