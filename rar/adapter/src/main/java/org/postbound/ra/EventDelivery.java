package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.OutboxException;
import org.postbound.delivery.Bell;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.Subscriptions;
import org.postbound.outbox.Subscriptions.PendingEvent;
import org.postbound.tx.Acknowledgement;
import org.postbound.tx.Acknowledgements;

/**
 * Tells the endpoints of one activation of the events of its subscription, one after the other, on a thread of its own. An
 * event that was not acknowledged is told again after a pause, others meanwhile; if nothing succeeds all of them pause.
 */
final class EventDelivery implements Runnable {
    private static final Duration LONG = Duration.ofHours(1);
    /** So many failures in a row are not the fault of an event. */
    private static final int MANY = 3;

    private final Subscriptions subscriptions;
    private final Acknowledgements acknowledgements;
    private final String name;
    private final Pauses pauses;
    private final Clock clock;
    private final Bell bell = new Bell();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private int failuresInARow;
    private Instant pausedUntil = Instant.MIN;

    /** Null once this has ended, since the thread may remember it, and it would keep the application. */
    private MessageEndpointFactory endpoints;

    EventDelivery(
            Subscriptions subscriptions,
            Acknowledgements acknowledgements,
            String name,
            MessageEndpointFactory endpoints,
            Pauses pauses,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.acknowledgements = acknowledgements;
        this.name = name;
        this.endpoints = endpoints;
        this.pauses = pauses;
        this.clock = clock;
    }

    @Override
    public void run() {
        Outbox.Subscription calls = subscriptions.onEvent(name, bell::ring);
        try {
            while (!stopped) {
                Duration pause = untilPermitted();
                if (pause.isZero()) {
                    next();
                } else {
                    bell.await(pause);
                }
            }
        } catch (OutboxException e) {
            Log.LOG.eventsEnded(name, e);
        } finally {
            calls.close();
            endpoints = null;
            ended.countDown();
        }
    }

    private Duration untilPermitted() {
        return notNegative(Duration.between(clock.instant(), pausedUntil));
    }

    private Duration untilDue() {
        Instant now = clock.instant();
        return notNegative(subscriptions
                .nextDue(name)
                .map(due -> Duration.between(now, due))
                .orElse(LONG));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** An error is a failure, too: nobody would tell the endpoint of events any more if it ended the thread. */
    private void next() {
        try {
            Duration pause = untilDue();
            if (pause.isZero()) {
                tellNext();
            } else {
                bell.await(pause);
            }
        } catch (OutboxException e) {
            throw e;
        } catch (ResourceException | RuntimeException | Error e) {
            if (failuresInARow == 0) {
                Log.LOG.noEndpoint(name, e);
            }
            pause();
        }
    }

    /** The endpoint first: an event is not given out in vain while the application cannot take any. */
    private void tellNext() throws ResourceException {
        Acknowledgement acknowledgement = acknowledgements.of(name);
        try (EndpointCall call = EndpointCall.open(endpoints, acknowledgement)) {
            subscriptions.take(name, clock.instant()).ifPresent(event -> tell(call, event));
        }
    }

    private void tell(EndpointCall call, PendingEvent event) {
        Optional<Throwable> failure = Optional.empty();
        try {
            call.tell(event, subscriptions, name);
        } catch (ResourceException | RuntimeException | Error e) {
            failure = Optional.of(e);
        }
        try {
            call.end();
        } catch (RuntimeException | Error e) {
            // The event is told again all the same, unless it was acknowledged.
            failure = failure.or(() -> Optional.of(e));
        }
        if (subscriptions.release(name, event.id(), clock.instant().plus(pauses.after(event.failures())))) {
            failed(event, failure.orElse(null));
        } else {
            failure.ifPresent(late -> Log.LOG.debugf(
                    late,
                    "event %s of subscription %s failed after its acknowledgement was prepared",
                    event.id(),
                    name));
            failuresInARow = 0;
        }
    }

    /** Reported once for each event. */
    private void failed(PendingEvent event, Throwable failure) {
        if (event.failures() == 0) {
            Log.LOG.eventNotTaken(event.event().kind(), event.event().outboxId(), name, failure);
        } else {
            Log.LOG.debugf(failure, "event %s of subscription %s was not acknowledged again", event.id(), name);
        }
        if (failuresInARow < MANY - 1) {
            failuresInARow++;
        } else {
            pause();
        }
    }

    private void pause() {
        pausedUntil = clock.instant().plus(pauses.after(failuresInARow));
        failuresInARow++;
    }

    /** Tells of nothing more but what is under way. */
    void stop() {
        stopped = true;
        bell.ring();
    }

    /** Waits for what is under way; an interrupt ends it. */
    void awaitEnd(Duration patience) {
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Log.LOG.eventUnderWay(name, patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
