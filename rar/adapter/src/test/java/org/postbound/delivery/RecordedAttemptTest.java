package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.postbound.Envelope;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.config.DeliveryConfig;
import org.postbound.flight.TestRecording;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;

/** What a Flight Recording shows of attempts to deliver. */
@Isolated("a recording shows what all threads do")
class RecordedAttemptTest {
    private final ManualClock clock = new ManualClock();
    private final InMemoryOutbox outbox = new InMemoryOutbox(clock);
    private final TestRecording recording = new TestRecording();

    /** Reports nothing. */
    private static final class Deaf implements Handover.Observer {
        @Override
        public void attempted(Due message, Attempt attempt) {
            // Nobody counts.
        }

        @Override
        public void answered() {
            // The recording tells.
        }

        @Override
        public void unreachable(SmtpException failure) {
            // The recording tells.
        }

        @Override
        public DeliveryReports reports() {
            throw new AssertionError("there is nothing to report");
        }
    }

    @AfterEach
    void close() {
        recording.close();
    }

    private Handover handover() {
        return new Handover(
                outbox, "r", new RetryPolicy(DeliveryConfig.DEFAULT, () -> 0), false, clock, new Deaf(), () -> false);
    }

    private OutboxId add() {
        OutboxId id = outbox.newId();
        WireMessage content = WireMessage.of("Subject: a secret\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        outbox.add(
                "r",
                List.of(new Outbox.Stored(id, new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), content))));
        return id;
    }

    private List<List<Object>> attempts() throws IOException {
        return recording.events("Deliver").stream()
                .map(event -> TestRecording.values(event, "outboxId", "route", "attempt", "result"))
                .toList();
    }

    @Test
    void attempts_areShownWithTheirResults() throws Exception {
        String id = add().toString();
        Handover first = handover();
        first.failed(
                first.next().orElseThrow(),
                new SmtpReplyException("later", new SmtpReply(451, List.of("later")), List.of()));
        first.end();
        clock.pass(Duration.ofHours(1));
        Handover second = handover();
        second.unreachable(
                second.next().orElseThrow(),
                new SmtpConnectException(SmtpConnectException.Reason.REFUSED, "nobody listens", null));
        second.end();

        assertEquals(List.of(List.of(id, "r", 1, "DEFERRED"), List.of(id, "r", 2, "UNREACHABLE")), attempts());
    }

    @Test
    void messageThatIsGivenBack_wasNoAttempt() throws Exception {
        add();
        Handover handover = handover();
        assertEquals(1, handover.next().stream().count());
        handover.end();

        assertEquals(List.of(), attempts());
        assertEquals(Optional.of(clock.instant()), outbox.nextDue("r"));
    }
}
