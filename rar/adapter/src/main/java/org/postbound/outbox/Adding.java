package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import org.postbound.DeliveryOptions;

/** Stores messages: eligible ones, or those of a branch. */
record Adding(Messages messages, String route, List<Incoming> incoming, State state, Instant now) implements Change {
    @Override
    public void check() {
        messages.checkNew(incoming.stream().map(Incoming::id).toList());
    }

    @Override
    public void apply() {
        for (Incoming message : incoming) {
            messages.put(message, status(message));
        }
    }

    private StatusRecord status(Incoming message) {
        DeliveryOptions options = message.record().envelope().options();
        Instant due = message.record().notBefore(now);
        int priority = options.mtPriority().orElse(0);
        return StatusRecord.first(route, state, due, message.size(), message.inFile(), priority);
    }

    @Override
    public void durable() {
        if (state == State.ELIGIBLE) {
            incoming.forEach(message -> messages.show(message.id(), status(message)));
        }
    }
}
