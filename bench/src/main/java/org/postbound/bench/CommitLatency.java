package org.postbound.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long a commit takes with mail and without. The kinds of transactions take turns, one by one, so that whatever else the
 * machine does hits all alike.
 */
final class CommitLatency {
    static final String TITLE = "commit latency, 1 thread";

    private static final int BETWEEN_EMPTYING = 100;

    private final Coordinator coordinator;
    private final OpenStore mail;
    private final OpenStore database;
    private final List<Kind> kinds;

    /**
     * One kind of transaction.
     *
     * @param base the number of the kind that it is compared with; its own for none
     */
    private record Kind(String name, List<Participant> participants, int base) {}

    /**
     * What was measured of one kind of transaction.
     *
     * @param transaction who takes part
     * @param micros the median time of a commit, in microseconds
     * @param micros90 the time that nine of ten commits keep to
     * @param ratio the median, compared with that of another kind; empty if it is compared with none
     * @param base the other kind
     */
    record Row(String transaction, double micros, double micros90, OptionalDouble ratio, String base) {}

    CommitLatency(Coordinator coordinator, OpenStore mail, OpenStore database) throws Exception {
        this.coordinator = coordinator;
        this.mail = mail;
        this.database = database;
        Participant row = database.newParticipant();
        Participant message = mail.newParticipant();
        Participant nothing = new TrivialParticipant();
        kinds = List.of(
                new Kind("a row", List.of(row), 0),
                new Kind("a row, a resource that does nothing", List.of(row, nothing), 0),
                new Kind("a row, mail", List.of(row, message), 0),
                new Kind("a resource that does nothing", List.of(nothing), 3),
                new Kind("two resources that do nothing", List.of(nothing, new TrivialParticipant()), 4),
                new Kind("a resource that does nothing, mail", List.of(nothing, message), 4));
    }

    List<Row> run(int commits) throws Exception {
        measure(BETWEEN_EMPTYING);
        long[][] times = measure(commits);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            Kind kind = kinds.get(i);
            double median = micros(times[i], 0.5);
            boolean compared = kind.base != i;
            rows.add(new Row(
                    kind.name,
                    median,
                    micros(times[i], 0.9),
                    compared ? OptionalDouble.of(median / micros(times[kind.base], 0.5)) : OptionalDouble.empty(),
                    compared ? kinds.get(kind.base).name : ""));
        }
        return rows;
    }

    /** Returns the sorted times of each kind. */
    private long[][] measure(int commits) throws Exception {
        long[][] times = new long[kinds.size()][commits];
        for (int i = 0; i < commits; i++) {
            for (int kind = 0; kind < times.length; kind++) {
                times[kind][i] = coordinator.run(kinds.get(kind).participants);
            }
            if ((i + 1) % BETWEEN_EMPTYING == 0) {
                mail.empty();
                database.empty();
            }
        }
        for (long[] of : times) {
            Arrays.sort(of);
        }
        return times;
    }

    private static double micros(long[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }
}
