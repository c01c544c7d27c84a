package org.postbound.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.State;

/** What became of the mail of a route since its delivery began. Safe for use by several threads. */
public final class RouteFigures {
    private final Map<State, Long> outcomes = new EnumMap<>(State.class);
    private final RecentCount accepted;
    private long retries;

    RouteFigures(LongSupplier nanoTime) {
        accepted = new RecentCount(nanoTime);
    }

    /**
     * Figures at a time.
     *
     * @param accepted messages that the server accepted
     * @param deferred attempts that others are to follow
     * @param failed messages that the server refused for good
     * @param expired messages that were not handed over in time
     * @param retries attempts at messages that were tried before
     * @param acceptedPerMinute1 messages accepted in the last minute
     * @param acceptedPerMinute5 messages accepted a minute in the last five
     */
    public record Reading(
            long accepted,
            long deferred,
            long failed,
            long expired,
            long retries,
            double acceptedPerMinute1,
            double acceptedPerMinute5) {
        /** Of a route that nobody delivers. */
        public static final Reading NONE = new Reading(0, 0, 0, 0, 0, 0, 0);
    }

    synchronized void count(Due message, Attempt attempt) {
        outcomes.merge(attempt.state(), 1L, Long::sum);
        if (attempt.state() == State.ACCEPTED) {
            accepted.count();
        }
        if (attempt.state() != State.EXPIRED && message.attempts() > 0) {
            retries++;
        }
    }

    /**
     * Reads the figures.
     *
     * @return their values now
     */
    public synchronized Reading read() {
        return new Reading(
                of(State.ACCEPTED),
                of(State.DEFERRED),
                of(State.FAILED),
                of(State.EXPIRED),
                retries,
                accepted.inLastMinutes(1),
                accepted.inLastMinutes(RecentCount.MINUTES) / (double) RecentCount.MINUTES);
    }

    private long of(State outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
