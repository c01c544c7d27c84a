package org.postbound.ra;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postbound.config.FactoryConfig;
import org.postbound.delivery.Courier;
import org.postbound.delivery.Delivery;
import org.postbound.outbox.Outbox;

/**
 * A route of an open outbox that is active: which adapters have activated it, all with one configuration, and its
 * couriers, on threads that one of them has lent. Not safe for use by several threads: {@link Routes} guards it.
 */
final class Route {
    private final FactoryConfig config;
    private final Delivery delivery;
    private final Map<Routes.Part, FactoryContext> activations = new LinkedHashMap<>();
    private Routes.Part lender;
    private List<Courier> couriers = List.of();

    Route(Outbox outbox, FactoryConfig config) {
        this.config = config;
        delivery = new Delivery(
                outbox, config.name(), config.delivery(), Clock.systemUTC(), new LoggedDelivery(config.name()));
    }

    /** Throws if it is active with another configuration. Only an adapter's first activation counts. */
    void activate(Routes.Part part, FactoryContext factory) {
        NameConflict.check(config, factory.config());
        activations.putIfAbsent(part, factory);
        deliver();
    }

    /** Starts couriers if there are none and an adapter has threads for them. */
    private void deliver() {
        Iterator<Map.Entry<Routes.Part, FactoryContext>> candidates =
                activations.entrySet().iterator();
        while (couriers.isEmpty() && candidates.hasNext()) {
            Map.Entry<Routes.Part, FactoryContext> candidate = candidates.next();
            lender = candidate.getKey();
            couriers = lender.start(delivery, candidate.getValue());
        }
    }

    /** Forgets an adapter's activation; returns the couriers that are on its threads, which are to be ended. */
    List<Courier> withdraw(Routes.Part part) {
        activations.remove(part);
        return part == lender ? couriers : List.of();
    }

    /** Another adapter takes over from one whose couriers have ended. */
    void takeOverFrom(Routes.Part part) {
        if (part == lender) {
            couriers = List.of();
            deliver();
        }
    }

    Delivery delivery() {
        return delivery;
    }

    boolean isInUse() {
        return !couriers.isEmpty() || !activations.isEmpty();
    }
}
