package org.postbound.ra;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postbound.delivery.Delivery;
import org.postbound.delivery.RouteFigures;
import org.postbound.outbox.Depth;
import org.postbound.outbox.State;

/** What JMX shows of a route. */
record ShownRoute(Depth depth, Optional<Delivery> delivery, Optional<Instant> pausedSince, Optional<Duration> age)
        implements RouteStatus {
    @Override
    public String getRoute() {
        return depth.route();
    }

    @Override
    public Map<String, Integer> getMessages() {
        Map<String, Integer> byState = new TreeMap<>();
        for (State state : State.values()) {
            if (state != State.ACCEPTED) {
                byState.put(state.name(), depth.messages().getOrDefault(state, 0));
            }
        }
        return byState;
    }

    @Override
    public long getOctets() {
        return depth.octets();
    }

    @Override
    public String getDue() {
        return depth.due().map(Object::toString).orElse(null);
    }

    @Override
    public boolean isActive() {
        return delivery.isPresent();
    }

    @Override
    public boolean isPaused() {
        return pausedSince.isPresent();
    }

    @Override
    public String getPausedSince() {
        return pausedSince.map(Object::toString).orElse(null);
    }

    @Override
    public boolean isSuspended() {
        return delivery.filter(Delivery::isSuspended).isPresent();
    }

    @Override
    public String getUnreachableUntil() {
        return delivery.flatMap(Delivery::unreachableUntil)
                .map(Object::toString)
                .orElse(null);
    }

    @Override
    public Long getOldestWaiting() {
        return age.map(Duration::toSeconds).orElse(null);
    }

    @Override
    public int getSessionsOpen() {
        return delivery.map(Delivery::sessionsOpen).orElse(0);
    }

    private RouteFigures.Reading figures() {
        return delivery.map(Delivery::figures).map(RouteFigures::read).orElse(RouteFigures.Reading.NONE);
    }

    @Override
    public long getAccepted() {
        return figures().accepted();
    }

    @Override
    public long getDeferred() {
        return figures().deferred();
    }

    @Override
    public long getFailed() {
        return figures().failed();
    }

    @Override
    public long getExpired() {
        return figures().expired();
    }

    @Override
    public long getRetries() {
        return figures().retries();
    }

    @Override
    public double getAcceptedPerMinute1() {
        return figures().acceptedPerMinute1();
    }

    @Override
    public double getAcceptedPerMinute5() {
        return figures().acceptedPerMinute5();
    }
}
