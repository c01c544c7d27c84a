package org.postbound.outbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.h2.mvstore.MVStoreException;
import org.postbound.DeliveryEvent;
import org.postbound.ForwardPath;
import org.postbound.mime.WireMessage;

/** Reads messages from the store. What cannot be read stops the outbox. */
final class Reading {
    private final Store store;
    private final Bodies bodies;
    private final Index index;
    private final GroupCommit commits;

    Reading(Store store, Bodies bodies, Index index, GroupCommit commits) {
        this.store = store;
        this.bodies = bodies;
        this.index = index;
        this.commits = commits;
    }

    interface Look<T> {
        T take() throws IOException;
    }

    /** Reads while nothing is changed. */
    <T> T look(Look<T> look) {
        store.lock.readLock().lock();
        try {
            return look.take();
        } catch (DamagedRecordException | MVStoreException | IOException e) {
            throw commits.stop(e);
        } finally {
            store.lock.readLock().unlock();
        }
    }

    Due due(OutboxId id) {
        return look(() -> due(id, status(id)));
    }

    private Due due(OutboxId id, StatusRecord status) {
        MessageRecord message = message(id);
        return new Due(
                id,
                status.route(),
                message.envelope(),
                message.traits(),
                status.size(),
                status.attempts(),
                status.outcomes(message.envelope().forwardPaths()),
                message.storedAt(),
                status.since());
    }

    private MessageRecord message(OutboxId id) {
        return MessageRecord.of(Store.present(store.messages.get(id.value())));
    }

    private StatusRecord status(OutboxId id) {
        return StatusRecord.of(Store.present(store.statuses.get(id.value())));
    }

    WireMessage content(Due message) {
        OutboxId id = message.id();
        Index.Entry entry = index.get(id);
        return look(() -> {
            if (!store.statuses.containsKey(id.value())) {
                throw new IllegalStateException("message " + id + " is just being erased");
            }
            return entry.inFile
                    ? WireMessage.restored(bodies.read(id, entry.size), message.traits())
                    : WireMessage.restored(Store.present(store.bodies.get(id.value())), message.traits());
        });
    }

    /** Returns what is made of the records of a message. */
    <T> T of(OutboxId id, BiFunction<MessageRecord, StatusRecord, T> use) {
        return look(() -> use.apply(message(id), status(id)));
    }

    /** Returns what an attempt makes of the status of a message. */
    StatusRecord statusAfter(OutboxId id, Attempt attempt) {
        return of(
                id,
                (message, status) -> status.after(attempt, message.envelope().forwardPaths()));
    }

    /** Returns what is to be told of an attempt. */
    DeliveryEvent eventOf(OutboxId id, Attempt attempt) {
        return look(() -> {
            MessageRecord message = message(id);
            List<ForwardPath> recipients = message.envelope().forwardPaths();
            StatusRecord after = status(id).after(attempt, recipients);
            return new DeliveryEvent(
                    id.toString(),
                    message.traits().messageId(),
                    after.route(),
                    DeliveryEvent.Kind.valueOf(attempt.state().name()),
                    after.attempts(),
                    attempt.at(),
                    after.outcomes(recipients),
                    attempt.nextDue(),
                    attempt.remark());
        });
    }

    /** Returns what is to be kept of a message that this attempt has brought to an end. */
    Sent sent(OutboxId id, Attempt attempt) {
        return look(() -> {
            MessageRecord message = message(id);
            List<ForwardPath> recipients = message.envelope().forwardPaths();
            StatusRecord after = status(id).after(attempt, recipients);
            return new Sent(
                    id,
                    after.route(),
                    message.traits().messageId(),
                    message.envelope().reversePath(),
                    after.outcomes(recipients),
                    message.storedAt(),
                    attempt.at(),
                    after.attempts());
        });
    }

    /** Returns an event that is kept; empty if it was erased. */
    Optional<DeliveryEvent> event(OutboxId id) {
        return look(() -> Optional.ofNullable(store.events.get(id.value()))
                .map(record -> EventRecord.of(record).event()));
    }

    List<Kept> list(String route, Optional<OutboxId> after, int most) {
        return look(() -> {
            List<Kept> kept = new ArrayList<>();
            for (OutboxId id : index.after(after.map(OutboxId::value).orElse(0L), route, most)) {
                // What is missing is just being erased.
                find(id).ifPresent(kept::add);
            }
            return kept;
        });
    }

    Optional<Kept> find(OutboxId id) {
        return look(() -> Optional.ofNullable(store.statuses.get(id.value()))
                .map(StatusRecord::of)
                .map(status -> kept(id, status)));
    }

    private Kept kept(OutboxId id, StatusRecord status) {
        State state = index.isInDelivery(id) ? State.IN_DELIVERY : status.state();
        return new Kept(due(id, status), state, status.due(), status.remark());
    }
}
