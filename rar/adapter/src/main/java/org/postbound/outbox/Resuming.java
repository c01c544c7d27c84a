package org.postbound.outbox;

/** An operator ends the pause of a route. */
record Resuming(KnownPauses pauses, Listeners listeners, String route) implements Change {
    @Override
    public void apply() {
        pauses.remove(route);
    }

    @Override
    public void durable() {
        listeners.note(route);
    }
}
