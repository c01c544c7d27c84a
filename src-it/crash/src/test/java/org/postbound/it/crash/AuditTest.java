package org.postbound.it.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.postbound.it.crash.Order.Outcome.COMMITTED;
import static org.postbound.it.crash.Order.Outcome.ROLLED_BACK;
import static org.postbound.it.crash.Order.Outcome.UNKNOWN;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postbound.it.crash.Relay.Acceptance;

class AuditTest {
    private static final Set<Integer> ROW = Set.of(1);
    private static final Set<Integer> NO_ROW = Set.of();

    private static Order order(int id, Kind kind, Order.Outcome outcome) {
        return new Order(id, kind, outcome);
    }

    private static Relay.Log accepted(String... mails) {
        return new Relay.Log(
                List.of(mails).stream().map(mail -> new Acceptance(mail, 1)).toList(), Set.of());
    }

    private static Audit audit(Kind kind, Order.Outcome outcome, Set<Integer> rows, String... mails) {
        return Audit.of(List.of(order(1, kind, outcome)), rows, accepted(mails));
    }

    private static void assertCounts(int committed, int lost, int phantoms, Audit audit) {
        assertEquals(
                List.of(committed, lost, phantoms),
                List.of(audit.committed(), audit.lost().size(), audit.phantoms().size()));
    }

    @Test
    void rowAndMail_areACommit() {
        assertCounts(1, 0, 0, audit(Kind.ROW_FIRST, COMMITTED, ROW, "1/orders"));
        assertCounts(1, 0, 0, audit(Kind.ROW_FIRST, UNKNOWN, ROW, "1/orders"));
    }

    @Test
    void nothing_isARollback() {
        assertCounts(0, 0, 0, audit(Kind.ROW_FIRST, UNKNOWN, NO_ROW));
        assertCounts(0, 0, 0, audit(Kind.REFUSED, ROLLED_BACK, NO_ROW));
        assertCounts(0, 0, 0, audit(Kind.MAIL_ONLY, UNKNOWN, NO_ROW));
    }

    @Test
    void whatACommitLacks_isLost() {
        assertCounts(1, 2, 0, audit(Kind.ROW_FIRST, COMMITTED, NO_ROW));
        assertCounts(1, 1, 0, audit(Kind.ROW_FIRST, COMMITTED, NO_ROW, "1/orders"));
        assertCounts(1, 1, 0, audit(Kind.ROW_FIRST, UNKNOWN, ROW));
        assertCounts(1, 1, 0, audit(Kind.TWO_ROUTES, UNKNOWN, ROW, "1/news"));
        assertCounts(1, 1, 0, audit(Kind.ASYNCHRONOUS, COMMITTED, NO_ROW));
    }

    @Test
    void whatARollbackLeaves_isAPhantom() {
        assertCounts(0, 0, 1, audit(Kind.ROW_FIRST, UNKNOWN, NO_ROW, "1/orders"));
        assertCounts(0, 0, 2, audit(Kind.ROW_FIRST, ROLLED_BACK, ROW, "1/orders"));
        assertCounts(0, 0, 1, audit(Kind.REFUSED, UNKNOWN, ROW));
        assertCounts(0, 0, 1, audit(Kind.MAIL_ONLY, ROLLED_BACK, NO_ROW, "1/orders"));
    }

    private static Audit twoMails(Set<Integer> broken, Acceptance... acceptances) {
        return Audit.of(
                List.of(order(1, Kind.MAIL_ONLY, COMMITTED), order(2, Kind.MAIL_ONLY, COMMITTED)),
                NO_ROW,
                new Relay.Log(List.of(acceptances), broken));
    }

    private static Acceptance mail(int order, int session) {
        return new Acceptance(order + "/orders", session);
    }

    @Test
    void theLastOfABrokenSession_mayComeAgain() {
        Audit last = twoMails(Set.of(1), mail(1, 1), mail(2, 1), mail(2, 2));
        assertEquals(List.of("2/orders"), last.duplicates());
        assertEquals(List.of(), last.unexcused());
        assertEquals(1, last.withoutExcuse().violations().size());

        Audit both = twoMails(Set.of(1), mail(1, 1), mail(2, 1), mail(1, 2), mail(2, 2));
        assertEquals(2, both.duplicates().size());
        assertEquals(List.of(), both.unexcused());
    }

    @Test
    void anyOther_mustNotComeAgain() {
        assertEquals(
                1,
                twoMails(Set.of(1), mail(1, 1), mail(2, 1), mail(1, 2))
                        .violations()
                        .size());
        assertEquals(
                1,
                twoMails(Set.of(2), mail(1, 1), mail(2, 1), mail(2, 2))
                        .violations()
                        .size());
    }
}
