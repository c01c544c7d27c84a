package org.postbound.bench;

/** What is done with one message, which is durable afterwards. */
enum Work {
    /** Stored outside of any transaction, as with {@code Asynchronous=true}. */
    FORCED_ADD("forced adds"),
    /** A transaction with nobody else. */
    ONE_PHASE("one-phase transactions"),
    /** A transaction with another resource, which does nothing. */
    TWO_PHASE("two-phase transactions");

    private final String label;

    Work(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
