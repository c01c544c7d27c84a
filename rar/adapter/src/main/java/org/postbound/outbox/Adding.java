package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postbound.DeliveryOptions;

/** Stores messages: eligible ones, unless others have their idempotency keys, or those of a branch. */
final class Adding implements Change {
    private final Messages messages;
    private final String route;
    private final List<Incoming> incoming;
    private final State state;
    private final Instant now;
    private final List<OutboxId> ids = new ArrayList<>();

    Adding(Messages messages, String route, List<Incoming> incoming, State state, Instant now) {
        this.messages = messages;
        this.route = route;
        this.incoming = incoming;
        this.state = state;
        this.now = now;
    }

    @Override
    public void check() {
        messages.checkNew(incoming.stream().map(Incoming::id).toList());
    }

    @Override
    public void apply() {
        for (Incoming message : incoming) {
            OutboxId id = state == State.ELIGIBLE ? messages.claim(route, message, now) : message.id();
            ids.add(id);
            if (id.equals(message.id())) {
                messages.put(message, status(message));
            }
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
        if (state != State.ELIGIBLE) {
            return;
        }
        for (int i = 0; i < incoming.size(); i++) {
            Incoming message = incoming.get(i);
            if (ids.get(i).equals(message.id())) {
                messages.show(message.id(), status(message));
            } else {
                messages.decline(message);
            }
        }
    }

    /** Once it is applied: the id of each message or, in its place, of that which has its key. */
    List<OutboxId> ids() {
        return ids;
    }
}
