package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postbound.delivery.Courier;
import org.postbound.delivery.RetryPolicy;
import org.postbound.outbox.Outbox;

/**
 * The active routes of an open outbox, one courier each, whichever adapters share the outbox: while one of those that have
 * activated a route runs, its mail is delivered. Safe for use by several threads; nobody waits for a courier with the lock
 * held.
 */
final class Routes {
    /** The message under way gets this long; what it is at then is in doubt. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final Map<String, Route> byName = new HashMap<>();

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
                    byName.computeIfAbsent(factory.config().name(), name -> new Route())
                            .activate(this, factory);
                }
            }
        }

        /** On a thread of this adapter's container; empty if it has none free. */
        Optional<Courier> start(FactoryContext factory) {
            String route = factory.config().name();
            Courier courier = new Courier(
                    outbox,
                    route,
                    factory.newSubmission(factory.config().session()),
                    RetryPolicy.DEFAULT,
                    Clock.systemUTC(),
                    new LoggedDelivery(route));
            try {
                new LongWork("postbound-courier-" + route, courier, courier::endSoon).schedule(workManager);
                return Optional.of(courier);
            } catch (WorkException e) {
                Log.LOG.noCourier(route, e);
                return Optional.empty();
            }
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

    Part join(WorkManager workManager) {
        return new Part(workManager);
    }
}
