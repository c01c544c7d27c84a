package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.State;

class InactiveRoutesTest {
    private final ManualClock clock = new ManualClock();
    private final InMemoryOutbox outbox = new InMemoryOutbox(clock);
    private final List<String> told = new ArrayList<>();
    private Set<String> active = Set.of("used");
    private Optional<Error> failure = Optional.empty();
    private final InactiveRoutes routes = new InactiveRoutes(outbox, () -> active, clock, new InactiveRoutes.Reports() {
        @Override
        public void waiting(String route, int messages) {
            told.add(messages + " of " + route);
        }

        @Override
        public void expired(Due message) {
            failure.ifPresent(error -> {
                throw error;
            });
            told.add("expired " + message.messageId());
        }
    });

    private OutboxId add(String route, int number) {
        OutboxId id = outbox.newId();
        String content = "Message-ID: <%d@from.test>\r\n\r\nHello\r\n".formatted(number);
        outbox.add(
                route,
                List.of(new Outbox.Stored(
                        id,
                        new RenderedMessage(
                                Envelope.of("a@from.test", "b@to.test"),
                                WireMessage.of(content.getBytes(StandardCharsets.US_ASCII))))));
        return id;
    }

    @Test
    void mailThatNobodyDelivers_isToldOnce() {
        add("used", 1);
        add("left", 2);
        add("left", 3);
        routes.look();
        add("left", 4);
        routes.look();
        assertEquals(List.of("2 of left"), told);
    }

    @Test
    void routeThatWasActiveMeanwhile_isToldAgain() {
        add("left", 1);
        routes.look();
        active = Set.of("left");
        routes.look();
        active = Set.of();
        routes.look();
        assertEquals(List.of("1 of left", "1 of left"), told);
    }

    @Test
    void mailBeyondItsTime_isGivenUp_butNotThatOfAnActiveRoute() {
        OutboxId used = add("used", 1);
        OutboxId old = add("left", 2);
        clock.pass(Duration.ofDays(5));
        OutboxId young = add("left", 3);
        routes.look();
        assertEquals(List.of("2 of left", "expired <2@from.test>"), told);
        assertEquals(Optional.of(State.EXPIRED), outbox.state(old));
        assertEquals(Optional.of(State.ELIGIBLE), outbox.state(young));
        assertEquals(Optional.of(State.ELIGIBLE), outbox.state(used));
    }

    @Test
    void errorInBetween_leavesTheOthersForTheNextLook() {
        OutboxId first = add("left", 1);
        OutboxId second = add("left", 2);
        clock.pass(Duration.ofDays(5));
        failure = Optional.of(new OutOfMemoryError("for the moment"));
        assertThrows(OutOfMemoryError.class, routes::look);
        assertEquals(Optional.of(State.EXPIRED), outbox.state(first));
        assertEquals(Optional.of(State.ELIGIBLE), outbox.state(second));
        failure = Optional.empty();
        routes.look();
        assertEquals(Optional.of(State.EXPIRED), outbox.state(second));
        assertEquals(List.of("2 of left", "expired <2@from.test>"), told);
    }
}
