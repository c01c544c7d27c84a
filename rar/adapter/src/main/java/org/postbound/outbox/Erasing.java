package org.postbound.outbox;

/** Removes a message that was accepted or given up. Whoever has it in delivery, or has withdrawn it, may do so. */
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
