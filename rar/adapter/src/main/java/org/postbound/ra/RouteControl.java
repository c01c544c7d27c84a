package org.postbound.ra;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.delivery.Delivery;
import org.postbound.delivery.Drain;
import org.postbound.outbox.Depth;
import org.postbound.outbox.Due;
import org.postbound.outbox.Kept;
import org.postbound.outbox.Operator;

/** What an administrator sees of the routes of an outbox, and can do to one as a whole. */
final class RouteControl {
    private final Operator operator;
    private final Routes routes;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    RouteControl(Operator operator, Routes routes, Clock clock) {
        this.operator = operator;
        this.routes = routes;
        this.clock = clock;
    }

    /** Shows the routes that are active, are paused, or have mail. */
    List<RouteStatus> list() {
        Map<String, Delivery> active = routes.active();
        Map<String, Instant> paused = operator.paused();
        return depths(active, paused).values().stream()
                .<RouteStatus>map(depth -> new ShownRoute(
                        depth,
                        Optional.ofNullable(active.get(depth.route())),
                        Optional.ofNullable(paused.get(depth.route())),
                        age(depth)))
                .toList();
    }

    private Map<String, Depth> depths(Map<String, Delivery> active, Map<String, Instant> paused) {
        Map<String, Depth> depths = new TreeMap<>();
        active.keySet().forEach(route -> depths.put(route, Depth.none(route)));
        paused.keySet().forEach(route -> depths.put(route, Depth.none(route)));
        operator.depths().forEach(depth -> depths.put(depth.route(), depth));
        return depths;
    }

    /** Of the oldest message that waits, unless it has just left. */
    private Optional<Duration> age(Depth depth) {
        return depth.oldest()
                .flatMap(operator::find)
                .map(Kept::message)
                .map(Due::storedAt)
                .map(stored -> Duration.between(stored, clock.instant()));
    }

    void pause(String route) {
        Map<String, Depth> known = depths(routes.active(), operator.paused());
        if (!known.containsKey(route)) {
            throw new IllegalArgumentException(
                    "route \"%s\" is not active and has no mail; there are %s".formatted(route, known.keySet()));
        }
        operator.pause(route);
    }

    void resume(String route) {
        Optional<Delivery> delivery = Optional.ofNullable(routes.active().get(route));
        if (delivery.isEmpty() && operator.pausedSince(route).isEmpty()) {
            throw new IllegalArgumentException("route \"%s\" is neither paused nor active; paused are %s, active are %s"
                    .formatted(
                            route, operator.paused().keySet(), routes.active().keySet()));
        }
        operator.resume(route);
        delivery.ifPresent(Delivery::tryAtOnce);
    }

    int drain(String route, int seconds) throws IOException {
        if (seconds < 0) {
            throw new IllegalArgumentException("seconds is %d; give 0 or more".formatted(seconds));
        }
        Drain drain = new Drain(
                operator,
                clock,
                System::nanoTime,
                time -> !closed.await(time.toNanos(), TimeUnit.NANOSECONDS),
                (name, left, remaining) -> Log.LOG.draining(name, left, remaining.toSeconds()));
        try {
            int left = drain.drain(route, active(route), Duration.ofSeconds(seconds));
            Log.LOG.drained(route, left);
            return left;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; route \"%s\" is not paused".formatted(route), e);
        }
    }

    /** Ends drains that are under way. */
    void close() {
        closed.countDown();
    }

    /** Throws if mail that has this route would wait for ever. */
    void checkActive(String route) {
        active(route);
    }

    private Delivery active(String route) {
        return Optional.ofNullable(routes.active().get(route))
                .orElseThrow(() -> new IllegalArgumentException("route \"%s\" is not active; active are %s"
                        .formatted(route, routes.active().keySet())));
    }
}
