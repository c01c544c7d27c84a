package org.postbound.flight;

import java.util.function.Supplier;

/**
 * Tells the Flight Recorder. Nothing but this and the events themselves knows {@code jdk.jfr}.
 *
 * <p>The JVM rewrites the events' classes when a recording starts, so that they refer to packages that the JDK does not export.
 * A class loader that has only those that it does, as in OSGi, fails then, in the middle of a send. That ends the recording of
 * events, and nothing else.
 */
final class Recorder implements Flight {
    private volatile boolean isLinked = true;

    private Recorder() {}

    /**
     * Makes one.
     *
     * @throws LinkageError if there is no {@code jdk.jfr}, or none that is visible
     */
    static Recorder linked() {
        new ConnectEvent().begun();
        new SendEvent().begun();
        new PrepareEvent().begun();
        new CommitEvent().begun();
        new RollbackEvent().begun();
        new DeliverEvent().begun();
        return new Recorder();
    }

    private <T> Started<T> begin(Supplier<? extends FlightEvent<T>> event) {
        if (!isLinked) {
            return NoRecorder.nothing();
        }
        try {
            return event.get().begun();
        } catch (LinkageError e) {
            isLinked = false;
            return NoRecorder.nothing();
        }
    }

    @Override
    public Started<Connect> connect() {
        return begin(ConnectEvent::new);
    }

    @Override
    public Started<Send> send() {
        return begin(SendEvent::new);
    }

    @Override
    public Started<Prepare> prepare() {
        return begin(PrepareEvent::new);
    }

    @Override
    public Started<Commit> commit() {
        return begin(CommitEvent::new);
    }

    @Override
    public Started<Rollback> rollback() {
        return begin(RollbackEvent::new);
    }

    @Override
    public Started<Deliver> deliver() {
        return begin(DeliverEvent::new);
    }
}
