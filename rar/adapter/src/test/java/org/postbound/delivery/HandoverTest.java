package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.OutboxException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.config.DeliveryConfig;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.State;
import org.postbound.smtp.SmtpSession.Accepted;

/** Messages that meet an error, wherever it strikes: none is lost, none stays with a courier, none is sent again. */
class HandoverTest {
    private static final SmtpReply OK = new SmtpReply(250, List.of("ok"));
    private static final SmtpReply NEVER = new SmtpReply(550, List.of("5.1.1 who?"));

    private final ManualClock clock = new ManualClock();
    private final InMemoryOutbox stored = new InMemoryOutbox(clock);
    /** What fails by an error, and how often. */
    private final Map<String, Integer> failing = new HashMap<>();

    private final List<String> told = new ArrayList<>();
    private final OutOfMemoryError error = new OutOfMemoryError("for the moment");
    private DeliveryConfig config = DeliveryConfig.DEFAULT;

    private void strike(String what) {
        if (failing.merge(what, -1, Integer::sum) >= 0) {
            throw error;
        }
    }

    private final class Struck implements Handover.Observer, DeliveryReports {
        @Override
        public void answered() {
            strike("answered");
        }

        @Override
        public void unreachable(SmtpException failure) {
            told.add("unreachable");
        }

        @Override
        public void attempted(Due message, Attempt attempt) {
            told.add(attempt.state() + " " + message.messageId());
            strike("attempted");
        }

        @Override
        public DeliveryReports reports() {
            return this;
        }

        @Override
        public void failed(Due message, String reason) {
            strike("report");
            told.add("failed " + message.messageId());
        }

        @Override
        public void expired(Due message) {
            told.add("expired " + message.messageId());
        }

        @Override
        public void inDoubt(Due message, SmtpException failure) {
            told.add("in doubt " + message.messageId());
        }

        @Override
        public void parked(Due message, SmtpException failure) {
            told.add("parked " + message.messageId());
        }

        @Override
        public void unreachable(String route, SmtpException failure, Duration pause) {}

        @Override
        public void reachable(String route) {}

        @Override
        public void fault(String route, Throwable fault) {
            told.add("fault " + fault.getMessage());
        }

        @Override
        public void outboxFailed(String route, OutboxException failure) {}
    }

    private Handover handover() {
        Outbox struck = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    strike(method.getName());
                    try {
                        return method.invoke(stored, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new Handover(struck, "r", new RetryPolicy(config, () -> 0), false, clock, new Struck(), () -> false);
    }

    private OutboxId add(int number) {
        OutboxId id = stored.newId();
        WireMessage content = WireMessage.of(
                "Message-ID: <%d@from.test>\r\n\r\nHello\r\n".formatted(number).getBytes(StandardCharsets.US_ASCII));
        stored.add(
                "r",
                List.of(new Outbox.Stored(id, new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), content))));
        return id;
    }

    private static Accepted accepted() {
        return new Accepted(List.of(RecipientOutcome.of("b@to.test", OK)), OK, Optional.empty());
    }

    private static SmtpReplyException refused() {
        return new SmtpReplyException("refused", NEVER, List.of(RecipientOutcome.of("b@to.test", NEVER)));
    }

    private void strikes(Executable executable) {
        assertSame(error, assertThrows(OutOfMemoryError.class, executable));
    }

    @Test
    void messageThatTheServerHasAccepted_isRecorded_whateverThatMeans() {
        OutboxId id = add(1);
        Handover handover = handover();
        RenderedMessage message = handover.next().orElseThrow();
        failing.put("answered", 1);
        strikes(() -> handover.accepted(message, accepted()));
        handover.end();
        assertEquals(Optional.empty(), stored.state(id));
        assertEquals(List.of("ACCEPTED <1@from.test>"), told);
    }

    @Test
    void messageThatTheServerHasAccepted_isNeverReleased_andRecordedOnceThatIsPossible() {
        OutboxId id = add(1);
        Handover handover = handover();
        RenderedMessage message = handover.next().orElseThrow();
        failing.put("settle", 2);
        strikes(() -> handover.accepted(message, accepted()));
        strikes(handover::end);
        assertEquals(Optional.of(State.IN_DELIVERY), stored.state(id));
        assertEquals(Optional.empty(), handover.next());
        handover.end();
        assertEquals(Optional.empty(), stored.state(id));
        assertEquals(List.of("ACCEPTED <1@from.test>"), told);
    }

    @Test
    void messageInDoubt_thatIsToBeParked_isNotReleased() {
        config = new DeliveryConfig(
                1,
                Duration.ofMinutes(1),
                2,
                Duration.ofHours(1),
                Duration.ofDays(5),
                DeliveryConfig.InDoubtPolicy.PARK);
        OutboxId id = add(1);
        Handover handover = handover();
        RenderedMessage message = handover.next().orElseThrow();
        failing.put("settle", 1);
        strikes(() -> handover.failed(message, new InDoubtException("<1@from.test>", "perhaps", null)));
        handover.end();
        assertEquals(Optional.of(State.PARKED), stored.state(id));
        assertEquals(List.of("PARKED <1@from.test>", "parked <1@from.test>"), told);
    }

    @Test
    void refusalThatIsRecorded_isNotRecordedAgain_ifItsReportFails() {
        OutboxId id = add(1);
        Handover handover = handover();
        RenderedMessage message = handover.next().orElseThrow();
        failing.put("report", 1);
        strikes(() -> handover.failed(message, refused()));
        handover.end();
        assertEquals(Optional.of(State.FAILED), stored.state(id));
        assertEquals(List.of("FAILED <1@from.test>"), told);
    }

    @Test
    void errorAtTheEnd_concernsOneMessage_andThatUntilTheNextEnd() {
        OutboxId first = add(1);
        OutboxId second = add(2);
        Handover handover = handover();
        handover.next();
        handover.next();
        failing.put("release", 1);
        strikes(handover::end);
        assertEquals(Optional.of(State.IN_DELIVERY), stored.state(first));
        assertEquals(Optional.of(State.ELIGIBLE), stored.state(second));
        handover.end();
        assertEquals(Optional.of(State.ELIGIBLE), stored.state(first));
    }

    @Test
    void messageThatCannotBeReleasedAtOnce_isReleasedAtTheEnd() {
        OutboxId id = add(1);
        Handover handover = handover();
        RenderedMessage message = handover.next().orElseThrow();
        failing.put("release", 1);
        strikes(() -> handover.unreachable(
                message, new SmtpConnectException(SmtpConnectException.Reason.REFUSED, "nobody listens", null)));
        handover.end();
        assertEquals(Optional.of(State.ELIGIBLE), stored.state(id));
    }

    @Test
    void messageThatCannotBeOpened_norBePutOff_isPutOffAtTheEnd() {
        OutboxId id = add(1);
        Handover handover = handover();
        failing.put("content", 1);
        failing.put("settle", 1);
        strikes(handover::next);
        handover.end();
        assertEquals(Optional.of(State.DEFERRED), stored.state(id));
        assertEquals(List.of("DEFERRED <1@from.test>", "fault for the moment"), told);
    }

    @Test
    void messageThatExpires_andMeetsAnError_expiresAtTheEnd() {
        OutboxId id = add(1);
        clock.pass(Duration.ofDays(5).plusSeconds(1));
        Handover handover = handover();
        failing.put("settle", 1);
        strikes(handover::next);
        handover.end();
        assertEquals(Optional.of(State.EXPIRED), stored.state(id));
        assertEquals(List.of("EXPIRED <1@from.test>", "expired <1@from.test>"), told);
    }
}
