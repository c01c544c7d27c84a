package org.postbound.outbox;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.h2.mvstore.Cursor;

/**
 * The messages as the thread that writes changes them: records in the store, large contents in files, the index, and the
 * space that is taken. What a change means to others is shown when it is durable.
 */
final class Messages {
    private final Store store;
    private final Bodies bodies;
    private final Index index;
    private final Admission admission;
    private final IdempotencyKeys keys;
    private final Listeners listeners;
    private final OutboxEvents events;

    Messages(
            Store store,
            Bodies bodies,
            Index index,
            Admission admission,
            IdempotencyKeys keys,
            Listeners listeners,
            OutboxEvents events) {
        this.store = store;
        this.bodies = bodies;
        this.index = index;
        this.admission = admission;
        this.keys = keys;
        this.listeners = listeners;
        this.events = events;
    }

    /** Reads all from the store, and deletes files that nobody needs. */
    void load() throws IOException {
        Set<OutboxId> inFiles = new HashSet<>();
        for (Cursor<Long, byte[]> all = store.statuses.cursor(null); all.hasNext(); ) {
            OutboxId id = new OutboxId(all.next());
            StatusRecord status = StatusRecord.of(all.getValue());
            index.add(id, status);
            index.show(id, status);
            admission.count(status.size());
            if (status.inFile()) {
                inFiles.add(id);
            }
        }
        Set<OutboxId> missing = bodies.deleteOthers(inFiles);
        if (!missing.isEmpty()) {
            throw new DamagedRecordException("has lost the contents of the messages " + missing);
        }
    }

    void checkNew(Collection<OutboxId> ids) {
        index.checkNew(ids);
    }

    /** Stores a message; it is not shown yet. */
    void put(Incoming message, StatusRecord status) {
        long id = message.id().value();
        message.octets().ifPresent(octets -> store.bodies.put(id, octets));
        store.messages.put(id, message.record().toOctets());
        store.statuses.put(id, status.toOctets());
        index.add(message.id(), status);
    }

    /** Has a new message claim its idempotency key, if any; returns who has it then, else the message. */
    OutboxId claim(String route, Incoming message, Instant now) {
        return claim(route, message.id(), message.record().idempotencyKey(), now);
    }

    /** The same for one that is stored. */
    OutboxId claim(String route, OutboxId id, Instant now) {
        return claim(route, id, MessageRecord.idempotencyKey(Store.present(store.messages.get(id.value()))), now);
    }

    private OutboxId claim(String route, OutboxId id, Optional<String> key, Instant now) {
        return key.map(given -> keys.claim(route, given, id, now)).orElse(id);
    }

    /** Gives up a message that was taken in and not stored. */
    void decline(Incoming message) {
        admission.discount(message.size());
        if (message.inFile()) {
            deleteBody(message.id());
        }
    }

    StatusRecord status(OutboxId id) {
        return StatusRecord.of(Store.present(store.statuses.get(id.value())));
    }

    void write(OutboxId id, StatusRecord status) {
        store.statuses.put(id.value(), status.toOctets());
    }

    void write(OutboxId id, MessageRecord message) {
        store.messages.put(id.value(), message.toOctets());
    }

    /** Shows what a message has become. */
    void show(OutboxId id, StatusRecord status) {
        index.show(id, status).ifPresent(listeners::note);
    }

    /** Removes a message from the store, not yet from the index. */
    void erase(OutboxId id) {
        store.bodies.remove(id.value());
        store.messages.remove(id.value());
        store.statuses.remove(id.value());
    }

    /** Removes a message from the index, and its file. */
    void forget(OutboxId id) {
        Index.Entry entry = index.remove(id);
        admission.discount(entry.size);
        if (entry.inFile) {
            deleteBody(id);
        }
    }

    /** Deletes the file of a message that was not stored in the end. */
    void discard(OutboxId id) {
        if (!index.contains(id)) {
            deleteBody(id);
        }
    }

    private void deleteBody(OutboxId id) {
        try {
            bodies.delete(id);
        } catch (IOException e) {
            // It goes at the next start, since no message has it.
            events.troubled("the content of message %s could not be deleted".formatted(id), e);
        }
    }
}
