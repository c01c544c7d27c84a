package org.postbound.it.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.postbound.it.crash.Order.Outcome.COMMITTED;
import static org.postbound.it.crash.Told.Listener.CLERK;
import static org.postbound.it.crash.Told.Listener.CRIER;
import static org.postbound.it.crash.Told.Listener.REPORTER;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postbound.it.crash.Relay.Acceptance;

class EventAuditTest {
    private static EventAudit audit(Kind kind, List<String> accepted, Told... told) {
        return EventAudit.of(
                List.of(new Order(1, kind, COMMITTED)),
                List.of(told),
                new Relay.Log(
                        accepted.stream().map(mail -> new Acceptance(mail, 1)).toList(), Set.of()),
                1);
    }

    private static EventAudit accepted(Told... told) {
        return audit(Kind.ROW_FIRST, List.of("1/orders"), told);
    }

    private static Told told(Told.Listener by, String route, String kind, int attempt) {
        return new Told(by, "1/" + route, "A", kind, attempt);
    }

    private static Told told(Told.Listener by) {
        return told(by, "orders", "ACCEPTED", 1);
    }

    private static void assertCounts(int events, int lost, int phantoms, int again, EventAudit audit) {
        assertEquals(
                List.of(events, lost, phantoms, again),
                List.of(
                        audit.events(),
                        audit.lost().size(),
                        audit.phantoms().size(),
                        audit.again().size()),
                audit::toString);
    }

    @Test
    void everybodyIsTold_once() {
        EventAudit audit = accepted(told(CLERK), told(CRIER));
        assertCounts(2, 0, 0, 0, audit);
        assertEquals(List.of(), audit.violations());
    }

    @Test
    void whatOneIsNotTold_isLost() {
        assertCounts(2, 1, 0, 0, accepted(told(CLERK)));
        assertCounts(
                3,
                1,
                0,
                0,
                audit(
                        Kind.ASYNCHRONOUS,
                        List.of("1/news"),
                        told(CLERK, "news", "ACCEPTED", 1),
                        told(CRIER, "news", "ACCEPTED", 1)));
    }

    @Test
    void whatNobodyIsTold_isLost() {
        assertCounts(0, 1, 0, 0, accepted());
        Stream<Told> second = Stream.of(CLERK, CRIER).map(bean -> told(bean, "orders", "ACCEPTED", 2));
        assertCounts(2, 1, 0, 0, accepted(second.toArray(Told[]::new)));
    }

    @Test
    void attempts_areAllTold_andOneIsTheAcceptance() {
        assertCounts(
                4,
                0,
                0,
                0,
                accepted(
                        told(CLERK, "orders", "DEFERRED", 1),
                        told(CLERK, "orders", "ACCEPTED", 2),
                        told(CRIER, "orders", "DEFERRED", 1),
                        told(CRIER, "orders", "ACCEPTED", 2)));
        assertCounts(
                4,
                1,
                0,
                0,
                accepted(
                        told(CLERK),
                        told(CLERK, "orders", "ACCEPTED", 2),
                        told(CRIER),
                        told(CRIER, "orders", "ACCEPTED", 2)));
    }

    @Test
    void eventOfMailThatNeverLeft_isOfNothing() {
        assertCounts(0, 0, 1, 0, audit(Kind.ROLLED_BACK, List.of(), told(CLERK), told(CRIER)));
    }

    @Test
    void eventThatABeanDoesNotWant_isOfNothing() {
        assertCounts(2, 0, 1, 0, accepted(told(CLERK), told(CRIER), told(REPORTER)));
    }

    @Test
    void secondRow_isExcusedWithoutATransaction_onceForEachKill() {
        assertEquals(List.of(), accepted(told(CLERK), told(CRIER), told(CRIER)).violations());
        assertCounts(2, 0, 0, 1, accepted(told(CLERK), told(CRIER), told(CRIER)));
        assertEquals(
                2,
                accepted(told(CLERK), told(CRIER), told(CRIER), told(CRIER))
                        .violations()
                        .size());
        assertEquals(
                1, accepted(told(CLERK), told(CLERK), told(CRIER)).violations().size());
    }
}
