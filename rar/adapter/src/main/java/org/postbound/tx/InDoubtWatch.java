package org.postbound.tx;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postbound.outbox.Branch;

/**
 * Finds branches that stay prepared although their transaction manager should have decided them: it is not running, or its
 * recovery is off. Tells each once. Whoever has a clock asks from time to time; one thread at a time.
 */
public final class InDoubtWatch {
    private final Source branches;
    private final Duration patience;
    private final Clock clock;
    private Set<Overdue> told = Set.of();

    /** Where there are branches. */
    @FunctionalInterface
    public interface Source {
        /**
         * Returns the branches that are prepared for too long.
         *
         * @param before the instant before which they were prepared
         * @return the branches, in no order
         */
        List<Overdue> preparedBefore(Instant before);
    }

    /**
     * A branch that is in doubt for too long.
     *
     * @param route its route, or its subscription
     * @param branch the branch
     */
    public record Overdue(String route, Branch branch) {}

    /**
     * Prepares a watch.
     *
     * @param branches the branches
     * @param patience how long a branch may be prepared
     * @param clock the time
     */
    public InDoubtWatch(Source branches, Duration patience, Clock clock) {
        this.branches = branches;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Returns the branches that have become overdue since the last call.
     *
     * @return the branches, in no order
     */
    public synchronized List<Overdue> newlyOverdue() {
        Set<Overdue> overdue =
                new HashSet<>(branches.preparedBefore(clock.instant().minus(patience)));
        List<Overdue> news =
                overdue.stream().filter(branch -> !told.contains(branch)).toList();
        told = overdue;
        return news;
    }
}
