package org.postbound.ra;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postbound.delivery.Delivery;
import org.postbound.outbox.Depth;
import org.postbound.outbox.State;

/** What JMX shows of a route. */
record ShownRoute(Depth depth, Optional<Delivery> delivery) implements RouteStatus {
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
        return delivery.filter(Delivery::isPaused).isPresent();
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
}
