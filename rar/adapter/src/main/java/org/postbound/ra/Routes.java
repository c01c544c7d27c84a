package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postbound.config.FactoryConfig;
import org.postbound.delivery.Courier;
import org.postbound.delivery.Delivery;
import org.postbound.outbox.Outbox;

/**
 * The active routes of an open outbox, whichever adapters share the outbox: while one of those that have activated a route
 * runs, its mail is delivered. Safe for use by several threads; nobody waits for a courier with the lock held.
 */
final class Routes {
    /** The message under way gets this long; what it is at then is in doubt. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final Map<String, Route> byName = new HashMap<>();
    private boolean suspended;

    Routes(Outbox outbox) {
        this.outbox = outbox;
    }

    /** An adapter's own part: what it has activated, and the threads that it lends. */
    final class Part {
        private final WorkManager workManager;
        private boolean stopped;

        private Part(WorkManager workManager) {
            this.workManager = workManager;
        }

        /**
         * Has the mail of the factory's route delivered from now on. Some containers ask at each look-up; only the first time
         * counts. Throws if the route is active with another configuration.
         */
        void activate(FactoryContext factory) {
            synchronized (byName) {
                if (!stopped) {
                    byName.computeIfAbsent(factory.config().name(), name -> newRoute(factory.config()))
                            .activate(this, factory);
                }
            }
        }

        /** On threads of this adapter's container; none if it has none free. */
        List<Courier> start(Delivery delivery, FactoryContext factory) {
            String route = factory.config().name();
            List<Courier> couriers = new ArrayList<>();
            try {
                while (couriers.size() < factory.config().delivery().connections()) {
                    Courier courier = delivery.newCourier(
                            factory.newSubmission(factory.config().session()));
                    new LongWork("postbound-courier-" + route, courier, courier::endSoon).schedule(workManager);
                    couriers.add(courier);
                }
            } catch (WorkException e) {
                Log.LOG.noCourier(couriers.size(), route, e);
            }
            return couriers;
        }

        /** Ends the couriers on this adapter's threads, all of them in the same time; then others take over. */
        void stop() {
            List<Courier> couriers = withdraw();
            couriers.forEach(Courier::endSoon);
            Instant end = Instant.now().plus(PATIENCE);
            couriers.forEach(courier -> courier.stop(Duration.between(Instant.now(), end)));
            handOver();
        }

        private List<Courier> withdraw() {
            synchronized (byName) {
                stopped = true;
                return byName.values().stream()
                        .flatMap(route -> route.withdraw(this).stream())
                        .toList();
            }
        }

        private void handOver() {
            synchronized (byName) {
                byName.values().forEach(route -> route.takeOverFrom(this));
                byName.values().removeIf(route -> !route.isInUse());
            }
        }
    }

    private Route newRoute(FactoryConfig config) {
        Route route = new Route(outbox, config);
        route.delivery().suspend(suspended);
        return route;
    }

    /** Has the mail of all routes rest while the application server is suspended, and only then. */
    void suspend(boolean suspended) {
        synchronized (byName) {
            this.suspended = suspended;
            byName.values().forEach(route -> route.delivery().suspend(suspended));
        }
    }

    /** The deliveries of the routes that are active now, by name. */
    Map<String, Delivery> active() {
        synchronized (byName) {
            return byName.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().delivery(),
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    Part join(WorkManager workManager) {
        return new Part(workManager);
    }
}
