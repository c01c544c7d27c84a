package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/** The whole table of what a send does; t1 and t2 are transactions, - is none. */
class SendRuleTest {
    private static final List<ThreadTransaction> COLUMNS = List.of(
            new ThreadTransaction.Unknown(),
            new ThreadTransaction.None(),
            new ThreadTransaction.Active("t1"),
            new ThreadTransaction.Active("t2"),
            new ThreadTransaction.MarkedRollback(),
            new ThreadTransaction.Ended());

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            branch | taken | unknown  | none      | in t1        | in t2        | marked          | ended
            -      | -     | SEND_NOW | SEND_NOW  | NOT_ENLISTED | NOT_ENLISTED | MARKED_ROLLBACK | ENDED
            -      | t1    | ENDED    | ENDED     | NOT_ENLISTED | ENDED        | MARKED_ROLLBACK | ENDED
            -      | t2    | ENDED    | ENDED     | ENDED        | NOT_ENLISTED | MARKED_ROLLBACK | ENDED
            t1     | -     | STAGE    | SUSPENDED | STAGE        | SUSPENDED    | MARKED_ROLLBACK | ENDED
            t1     | t1    | STAGE    | SUSPENDED | STAGE        | SUSPENDED    | MARKED_ROLLBACK | ENDED
            t1     | t2    | ENDED    | ENDED     | ENDED        | ENDED        | ENDED           | ENDED
            t2     | -     | STAGE    | SUSPENDED | SUSPENDED    | STAGE        | MARKED_ROLLBACK | ENDED
            t2     | t1    | ENDED    | ENDED     | ENDED        | ENDED        | ENDED           | ENDED
            t2     | t2    | STAGE    | SUSPENDED | SUSPENDED    | STAGE        | MARKED_ROLLBACK | ENDED
            """)
    void send_dependsOnBranchHandleAndThread(
            String branch,
            String taken,
            String unknown,
            String none,
            String inT1,
            String inT2,
            String marked,
            String ended) {
        assertEquals(
                List.of(unknown, none, inT1, inT2, marked, ended),
                COLUMNS.stream()
                        .map(thread -> decision(key(branch), key(taken), thread))
                        .toList());
    }

    private static Optional<Object> key(String cell) {
        return Optional.<Object>of(cell).filter(key -> !key.equals("-"));
    }

    private static String decision(Optional<Object> branch, Optional<Object> taken, ThreadTransaction thread) {
        try {
            return SendRule.decide(branch, taken, thread, false).name();
        } catch (SmtpTransactionException e) {
            return e.reason().name();
        }
    }

    @Test
    void asynchronousMail_isStoredWhereItWouldBeSent_andStagedAllTheSame() {
        assertEquals(
                SendRule.Action.STORE,
                SendRule.decide(Optional.empty(), Optional.empty(), new ThreadTransaction.None(), true));
        assertEquals(
                SendRule.Action.STAGE,
                SendRule.decide(Optional.of("t1"), Optional.empty(), new ThreadTransaction.Active("t1"), true));
        assertThrows(
                SmtpTransactionException.class,
                () -> SendRule.decide(Optional.empty(), Optional.empty(), new ThreadTransaction.Active("t1"), true));
    }

    @Test
    void keys_areComparedByEquals() {
        assertEquals(
                SendRule.Action.STAGE,
                SendRule.decide(
                        Optional.of(List.of(1)),
                        Optional.of(List.of(1)),
                        new ThreadTransaction.Active(List.of(1)),
                        false));
    }

    @ParameterizedTest
    @CsvSource({"0, ", "1, ", "2, ", "3, ", "4, MARKED_ROLLBACK", "5, ENDED"})
    void newHandle_isRefusedWhereNothingCouldLeave(int column, Reason reason) {
        if (reason == null) {
            assertDoesNotThrow(() -> SendRule.checkNewHandle(COLUMNS.get(column)));
        } else {
            assertEquals(
                    reason,
                    assertThrows(SmtpTransactionException.class, () -> SendRule.checkNewHandle(COLUMNS.get(column)))
                            .reason());
        }
    }

    @Test
    void refusals_areNotTransient_andTellTheCure() {
        Stream.of(
                        new ThreadTransaction.None(),
                        new ThreadTransaction.Active("t2"),
                        new ThreadTransaction.MarkedRollback(),
                        new ThreadTransaction.Ended())
                .forEach(thread -> {
                    SmtpTransactionException refusal = assertThrows(
                            SmtpTransactionException.class,
                            () -> SendRule.decide(Optional.of("t1"), Optional.empty(), thread, false));
                    assertFalse(refusal.isTransient());
                    assertEquals(
                            1,
                            Stream.of("get another connection", "get a new", "after the rollback")
                                    .filter(refusal.getMessage()::contains)
                                    .count(),
                            refusal.getMessage());
                });
    }

    @Test
    void activeTransaction_hasAKey() {
        assertThrows(NullPointerException.class, () -> new ThreadTransaction.Active(null));
    }
}
