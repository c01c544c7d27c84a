package org.postbound.tx;

/** Where something keeps what has to survive. */
@FunctionalInterface
interface Storage {
    /** Never fails. */
    Storage SOUND = Change::make;

    /** Makes the change, which is there from then on. */
    void make(Change change) throws Exception;

    /** A change that is made as a whole. */
    @FunctionalInterface
    interface Change {
        void make() throws Exception;
    }
}
