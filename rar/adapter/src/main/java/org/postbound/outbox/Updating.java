package org.postbound.outbox;

/** Records what becomes of a message. Whoever has it in delivery, or has withdrawn it, may do so. */
record Updating(Messages messages, OutboxId id, StatusRecord after) implements Change {
    @Override
    public void apply() {
        messages.write(id, after);
    }

    @Override
    public void durable() {
        messages.show(id, after);
    }
}
