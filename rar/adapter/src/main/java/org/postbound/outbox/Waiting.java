package org.postbound.outbox;

import java.util.concurrent.CompletableFuture;

/** A change and the thread that waits for it. Each thread is woken for itself: most of those that wait go on waiting. */
final class Waiting {
    private final Change change;
    private final CompletableFuture<Boolean> finished = new CompletableFuture<>();
    private RuntimeException refused;

    Waiting(Change change) {
        this.change = change;
    }

    /** Makes the change, or learns why it cannot be made. */
    void apply() {
        try {
            change.check();
        } catch (RuntimeException e) {
            refused = e;
            return;
        }
        change.apply();
    }

    void durable() {
        if (refused == null) {
            change.durable();
        }
    }

    /** Lets the thread go on: the change is durable, or refused. */
    void finish() {
        finished.complete(true);
    }

    /** Lets the thread go on, without knowing what has become of the change. */
    void giveUp() {
        finished.complete(false);
    }

    boolean isFinished() {
        return finished.isDone();
    }

    /**
     * Waits, and throws why the change could not be made. An interrupt has no effect and stays set.
     *
     * @return whether it is durable
     */
    boolean await() {
        boolean known = finished.join();
        if (known && refused != null) {
            throw refused;
        }
        return known;
    }
}
