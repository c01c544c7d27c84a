package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

class PacedTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final Deque<RenderedMessage> messages = new ArrayDeque<>();
    private boolean interrupted;
    private boolean givesUp;
    private final Paced paced = new Paced(
            new MessageStream() {
                @Override
                public Optional<RenderedMessage> next() {
                    return Optional.ofNullable(messages.poll());
                }

                @Override
                public void accepted(RenderedMessage message, Accepted accepted) {}

                @Override
                public boolean failed(RenderedMessage message, SmtpException failure) {
                    failed.add(message.message().messageId());
                    return true;
                }
            },
            new RateLimit(1, now::get),
            this::waitFor);

    private boolean waitFor(Duration time) throws InterruptedException {
        if (interrupted) {
            throw new InterruptedException();
        }
        waits.add(time);
        now.addAndGet(time.toNanos());
        return !givesUp;
    }

    PacedTest() {
        for (int number = 1; number <= 3; number++) {
            String text = "Message-ID: <%d@from.test>\r\n".formatted(number);
            messages.add(new RenderedMessage(
                    Envelope.of("a@from.test", "b@to.test"), WireMessage.of(text.getBytes(StandardCharsets.US_ASCII))));
        }
    }

    private static String id(Optional<RenderedMessage> message) {
        return message.map(present -> present.message().messageId()).orElse("none");
    }

    @Test
    void messageBeforeItsTurn_doesNotHoldUpTheOneBefore_andIsNotLost() {
        assertEquals("<1@from.test>", id(paced.next()));
        assertEquals("none", id(paced.nextNow()));
        assertEquals("none", id(paced.nextNow()));
        assertEquals(List.of(), waits);
        assertEquals("<2@from.test>", id(paced.next()));
        assertEquals(List.of(Duration.ofSeconds(1)), waits);
    }

    @Test
    void messageInItsTurn_goesAtOnce() {
        assertEquals("<1@from.test>", id(paced.nextNow()));
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals("<2@from.test>", id(paced.nextNow()));
        assertEquals(List.of(), waits);
    }

    @Test
    void end_takesNoTurn() {
        paced.next();
        paced.next();
        paced.next();
        assertEquals("none", id(paced.next()));
        assertEquals(2, waits.size());
    }

    @Test
    void interruptedWait_isToldForEachMessage() {
        paced.next();
        interrupted = true;
        assertEquals("none", id(paced.next()));
        assertEquals(List.of("<2@from.test>", "<3@from.test>"), failed);
        assertEquals(true, Thread.interrupted());
    }

    @Test
    void whoeverGivesUpWaiting_isNotGivenTheMessage_whichIsToldOfToNobody() {
        paced.next();
        givesUp = true;
        assertEquals("none", id(paced.next()));
        assertEquals(List.of(), failed);
    }
}
