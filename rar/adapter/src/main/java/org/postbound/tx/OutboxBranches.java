package org.postbound.tx;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.postbound.outbox.Depth;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.State;

/**
 * The branches of all routes of one open store. Everybody who uses the store shares them, since a branch that one connection
 * has begun is ended through another.
 */
public final class OutboxBranches implements InDoubtWatch.Source {
    private final Outbox outbox;
    private final Map<String, Branches> routes = new ConcurrentHashMap<>();

    /**
     * Takes over a store.
     *
     * @param outbox the store, in which nobody else prepares branches
     */
    public OutboxBranches(Outbox outbox) {
        this.outbox = Objects.requireNonNull(outbox, "outbox");
    }

    /**
     * Returns the branches of a route.
     *
     * @param route the route
     * @return always the same for the same route
     */
    public Branches of(String route) {
        return routes.computeIfAbsent(route, name -> new Branches(outbox, name));
    }

    /** Of all routes that have any, also of those that nobody has used since the start. */
    @Override
    public List<InDoubtWatch.Overdue> preparedBefore(Instant before) {
        return outbox.operator().depths().stream()
                .filter(depth -> depth.messages().containsKey(State.PREPARED))
                .map(Depth::route)
                .flatMap(route -> of(route).preparedBefore(before).stream()
                        .map(branch -> new InDoubtWatch.Overdue(route, branch)))
                .toList();
    }
}
