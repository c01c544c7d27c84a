package org.postbound.tx;

import java.util.Objects;

/** What is known about the transaction that the current thread is in. */
public sealed interface ThreadTransaction {
    /** Nobody can tell: there is no container, or it offers no registry. */
    record Unknown() implements ThreadTransaction {}

    /** The thread is in no transaction. */
    record None() implements ThreadTransaction {}

    /**
     * The transaction is active.
     *
     * @param key equal for the same transaction, and for no other
     */
    record Active(Object key) implements ThreadTransaction {
        /** Checks that there is a key. */
        public Active {
            Objects.requireNonNull(key, "key");
        }
    }

    /** The transaction can only roll back. */
    record MarkedRollback() implements ThreadTransaction {}

    /** The transaction is being ended or has ended, for example by its timeout. */
    record Ended() implements ThreadTransaction {}

    /** Asks about the current thread. */
    @FunctionalInterface
    interface Source {
        /**
         * Returns the transaction of the current thread.
         *
         * @return what is known about it
         */
        ThreadTransaction current();
    }
}
