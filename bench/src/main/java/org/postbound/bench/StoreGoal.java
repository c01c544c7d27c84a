package org.postbound.bench;

import java.util.ArrayList;
import java.util.List;

/** The figures that the outbox is to reach, and whether it did. */
final class StoreGoal {
    private static final int THREADS = 8;
    private static final double RELAY_DOWN = 0.8;

    private StoreGoal() {}

    /** Judges the rows that there are; figures without rows are left out. */
    static List<Goal.Verdict> judge(StoreComparison.Results results) {
        List<Goal.Verdict> verdicts = new ArrayList<>();
        syncs(verdicts, results.rows(), Work.FORCED_ADD, 0.3);
        syncs(verdicts, results.rows(), Work.TWO_PHASE, 0.6);
        results.relayDown()
                .ifPresent(result -> verdicts.add(new Goal.Verdict(
                        RelayDown.TITLE + ": at least %s x the rate with the relay up".formatted(RELAY_DOWN),
                        TextTable.number(result.ratio(), 2) + " x",
                        result.ratio() >= RELAY_DOWN)));
        return verdicts;
    }

    private static void syncs(List<Goal.Verdict> verdicts, List<StoreRow> rows, Work work, double most) {
        StoreCase where = new StoreCase(work, THREADS);
        for (StoreRow row : rows) {
            if (row.what().equals(where) && row.syncsPerMessage().isPresent()) {
                double measured = row.syncsPerMessage().getAsDouble();
                verdicts.add(new Goal.Verdict(
                        "%s; %s: at most %s syncs each".formatted(where, row.store(), most),
                        TextTable.number(measured, 2),
                        measured <= most));
            }
        }
    }
}
