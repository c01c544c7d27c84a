package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postbound.OutboxException;
import org.postbound.outbox.DurableSubscription;
import org.postbound.outbox.Subscriptions;
import org.postbound.tx.Acknowledgements;

/**
 * The message endpoints that are active on one adapter, each with a thread and a use of its subscription. They are known by
 * identity (14.4). Safe for use by several threads; nobody waits with the lock held.
 */
final class Endpoints {
    /** The event under way gets this long. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Pauses PAUSES = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(10));

    private final Subscriptions subscriptions;
    private final Acknowledgements acknowledgements;
    private final WorkManager workManager;
    private final List<Activation> active = new ArrayList<>();
    private boolean stopped;

    private record Activation(
            MessageEndpointFactory factory, ActivationSpec spec, String subscription, EventDelivery delivery) {
        boolean isOf(MessageEndpointFactory otherFactory, ActivationSpec otherSpec) {
            return factory == otherFactory && spec == otherSpec;
        }
    }

    Endpoints(Subscriptions subscriptions, Acknowledgements acknowledgements, WorkManager workManager) {
        this.subscriptions = subscriptions;
        this.acknowledgements = acknowledgements;
        this.workManager = workManager;
    }

    /**
     * From now on an endpoint is told of events.
     *
     * @throws IllegalStateException if another one uses the subscription otherwise
     * @throws ResourceException if there is no thread, or the adapter is being stopped
     */
    void activate(MessageEndpointFactory factory, DeliveryActivationSpec spec) throws ResourceException {
        DurableSubscription subscription = new ActivationReader(spec).read();
        String name = subscription.name();
        EventDelivery delivery =
                new EventDelivery(subscriptions, acknowledgements, name, factory, PAUSES, Clock.systemUTC());
        subscriptions.activate(subscription);
        boolean started = false;
        try {
            add(new Activation(factory, spec, name, delivery));
            new LongWork("postbound-events-" + name, delivery, delivery::stop).schedule(workManager);
            started = true;
        } catch (WorkException e) {
            throw new ResourceException(
                    "no thread is free to tell subscription %s of events; give the work manager more".formatted(name),
                    e);
        } finally {
            if (!started) {
                remove(factory, spec);
                disuse(name);
            }
        }
    }

    private synchronized void add(Activation activation) throws ResourceException {
        if (stopped) {
            throw new ResourceException("the adapter is being stopped");
        }
        active.add(activation);
    }

    private synchronized Optional<Activation> remove(MessageEndpointFactory factory, ActivationSpec spec) {
        Optional<Activation> found =
                active.stream().filter(one -> one.isOf(factory, spec)).findFirst();
        found.ifPresent(active::remove);
        return found;
    }

    /** Tells the endpoint of nothing more, once the event under way has ended. Has no effect on one that is not active. */
    void deactivate(MessageEndpointFactory factory, ActivationSpec spec) {
        end(remove(factory, spec).stream().toList());
    }

    /** Deactivates all. */
    void stop() {
        end(withdraw());
    }

    private synchronized List<Activation> withdraw() {
        stopped = true;
        List<Activation> withdrawn = List.copyOf(active);
        active.clear();
        return withdrawn;
    }

    private void end(List<Activation> ended) {
        ended.forEach(activation -> activation.delivery().stop());
        for (Activation activation : ended) {
            activation.delivery().awaitEnd(PATIENCE);
            disuse(activation.subscription());
        }
    }

    private void disuse(String subscription) {
        try {
            subscriptions.deactivate(subscription);
        } catch (OutboxException e) {
            // The outbox has reported that itself; after the next start nobody uses the subscription.
            Log.LOG.debugf(e, "the end of the use of subscription %s is not recorded", subscription);
        }
    }
}
