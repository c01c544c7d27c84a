package org.postbound.ra;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postbound.delivery.Courier;

/**
 * A route of an open outbox that is active: which adapters have activated it, all with one configuration, and its one
 * courier, on a thread that one of them has lent. Not safe for use by several threads: {@link Routes} guards it.
 */
final class Route {
    private final Map<Routes.Part, FactoryContext> activations = new LinkedHashMap<>();
    private Routes.Part lender;
    private Courier courier;

    /** Throws if it is active with another configuration. Only an adapter's first activation counts. */
    void activate(Routes.Part part, FactoryContext factory) {
        for (FactoryContext active : activations.values()) {
            NameConflict.check(active.config(), factory.config());
        }
        activations.putIfAbsent(part, factory);
        deliver();
    }

    /** Starts a courier if there is none and an adapter has a thread for it. */
    void deliver() {
        Iterator<Map.Entry<Routes.Part, FactoryContext>> candidates =
                activations.entrySet().iterator();
        while (courier == null && candidates.hasNext()) {
            Map.Entry<Routes.Part, FactoryContext> candidate = candidates.next();
            lender = candidate.getKey();
            courier = lender.start(candidate.getValue()).orElse(null);
        }
    }

    /** Forgets an adapter's activation; returns the courier that is on its thread, which is to be ended. */
    Optional<Courier> withdraw(Routes.Part part) {
        activations.remove(part);
        return part == lender ? Optional.ofNullable(courier) : Optional.empty();
    }

    /** Another adapter takes over from one whose courier has ended. */
    void takeOverFrom(Routes.Part part) {
        if (part == lender) {
            courier = null;
            deliver();
        }
    }

    boolean isInUse() {
        return courier != null || !activations.isEmpty();
    }
}
