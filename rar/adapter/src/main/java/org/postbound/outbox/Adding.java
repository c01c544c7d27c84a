package org.postbound.outbox;

import java.time.Instant;
import java.util.List;

/** Stores messages: eligible ones, or those of a branch. */
record Adding(Messages messages, String route, List<Incoming> incoming, State state, Instant now) implements Change {
    @Override
    public void check() {
        messages.checkNew(incoming.stream().map(Incoming::id).toList());
    }

    @Override
    public void apply() {
        for (Incoming message : incoming) {
            messages.put(message, StatusRecord.first(route, state, now, message.size(), message.inFile()));
        }
    }

    @Override
    public void durable() {
        if (state == State.ELIGIBLE) {
            incoming.forEach(message -> messages.show(message.id(), state, now));
        }
    }
}
