package org.postbound.outbox;

/** Records an attempt. Whoever has the message in delivery may do so. */
record Updating(Messages messages, OutboxId id, StatusRecord after) implements Change {
    @Override
    public void apply() {
        messages.write(id, after);
    }

    @Override
    public void durable() {
        messages.show(id, after.state(), after.due());
    }
}
