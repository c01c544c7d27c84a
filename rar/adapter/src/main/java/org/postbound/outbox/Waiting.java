package org.postbound.outbox;

/** A change and the thread that waits for it. */
final class Waiting {
    private final Change change;
    private RuntimeException refused;
    private boolean finished;

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

    /** Under the lock of {@link GroupCommit}, as {@link #isFinished()}. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    /** Throws why the change could not be made, once it is finished. */
    void checkMade() {
        if (refused != null) {
            throw refused;
        }
    }
}
