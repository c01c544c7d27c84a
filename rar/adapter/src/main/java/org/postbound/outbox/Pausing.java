package org.postbound.outbox;

/** An operator pauses a route. */
record Pausing(KnownPauses pauses, long number, PauseRecord pause) implements Change {
    @Override
    public void apply() {
        pauses.put(number, pause);
    }
}
