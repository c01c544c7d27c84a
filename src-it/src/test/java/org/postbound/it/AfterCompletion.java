package org.postbound.it;

import jakarta.transaction.Synchronization;

/** Tells when a transaction is over, on whatever thread that happens. */
record AfterCompletion(Runnable action) implements Synchronization {
    @Override
    public void beforeCompletion() {
        // Only the end is of interest.
    }

    @Override
    public void afterCompletion(int status) {
        action.run();
    }
}
