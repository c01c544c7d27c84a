package org.postbound.outbox;

/** Removes a message that was accepted. Whoever has it in delivery may do so. */
record Erasing(Messages messages, OutboxId id) implements Change {
    @Override
    public void apply() {
        messages.erase(id);
    }

    @Override
    public void durable() {
        messages.forget(id);
    }
}
