package org.postbound.outbox;

/** Records that a message has other recipients, and what becomes of it. Whoever has withdrawn it may do so. */
record Readdressing(Messages messages, OutboxId id, MessageRecord message, StatusRecord after) implements Change {
    @Override
    public void apply() {
        messages.write(id, message);
        messages.write(id, after);
    }

    @Override
    public void durable() {
        messages.show(id, after);
    }
}
