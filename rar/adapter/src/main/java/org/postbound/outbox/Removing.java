package org.postbound.outbox;

/** An operator gives a message up. */
record Removing(Messages messages, OutboxId id) implements Change {
    @Override
    public void check() {
        messages.withdraw(id, State::canBeRemoved);
    }

    @Override
    public void apply() {
        messages.erase(id);
    }

    @Override
    public void durable() {
        messages.forget(id);
    }
}
