package org.postbound.ra;

import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.postbound.config.DeliveryConfig;
import org.postbound.delivery.Courier;
import org.postbound.delivery.Delivery;
import org.postbound.delivery.Submission;
import org.postbound.outbox.Outbox;

/** The couriers of one adapter, one for each route. Safe for use by several threads. */
final class Couriers {
    /** The message under way gets this long; what it is at then is in doubt. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WorkManager workManager;
    private final Outbox outbox;
    private final Map<String, Courier> byRoute = new HashMap<>();
    private boolean stopped;

    Couriers(WorkManager workManager, Outbox outbox) {
        this.workManager = workManager;
        this.outbox = outbox;
    }

    /** Has the mail of a route delivered from now on. Some containers ask at each look-up; only the first time counts. */
    synchronized void activate(String route, Supplier<Submission> submission) {
        if (stopped || byRoute.containsKey(route)) {
            return;
        }
        Courier courier = new Delivery(outbox, route, DeliveryConfig.DEFAULT, Clock.systemUTC(), new LoggedDelivery(route))
                .newCourier(submission.get());
        try {
            new LongWork("postbound-courier-" + route, courier, courier::endSoon).schedule(workManager);
            byRoute.put(route, courier);
        } catch (WorkException e) {
            Log.LOG.noCourier(route, e);
        }
    }

    /** Ends the couriers, all of them in the same time. */
    synchronized void stop() {
        stopped = true;
        byRoute.values().forEach(Courier::endSoon);
        Instant end = Instant.now().plus(PATIENCE);
        byRoute.values().forEach(courier -> courier.stop(Duration.between(Instant.now(), end)));
    }
}
