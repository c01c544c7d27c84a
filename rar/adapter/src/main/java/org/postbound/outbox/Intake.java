package org.postbound.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Outbox.Stored;

/** Takes messages in, on the thread that brings them: there is room for them, and their contents are copied. */
final class Intake {
    /** How many times what is large the contents of one transaction may have in memory, and in one write of the store. */
    private static final int MOST_IN_MEMORY = 64;

    private final GroupCommit commits;
    private final Admission admission;
    private final Index index;
    private final Messages messages;
    private final Bodies bodies;
    private final int large;

    Intake(GroupCommit commits, Admission admission, Index index, Messages messages, Bodies bodies, int large) {
        this.commits = commits;
        this.admission = admission;
        this.index = index;
        this.messages = messages;
        this.bodies = bodies;
        this.large = large;
    }

    /**
     * Has messages stored (forced). If that fails nothing of them stays.
     *
     * @param change stores them
     * @return the change that did
     */
    <C extends Change> C store(List<Stored> brought, Instant now, Function<List<Incoming>, C> change) {
        commits.checkRunning();
        Set<OutboxId> inFiles = inFiles(brought);
        long unwritten = size(brought);
        admit(brought);
        boolean stored = false;
        try {
            List<Incoming> incoming = new ArrayList<>();
            for (Stored one : brought) {
                boolean inFile = inFiles.contains(one.id());
                incoming.add(copy(one, now, inFile));
                if (inFile) {
                    unwritten -= size(one);
                    admission.written(size(one));
                }
            }
            C storing = change.apply(incoming);
            commits.submit(storing);
            stored = true;
            return storing;
        } finally {
            if (!stored) {
                brought.forEach(one -> admission.discount(size(one)));
                inFiles.forEach(messages::discard);
            }
            admission.settle(brought.size(), unwritten);
        }
    }

    private void admit(List<Stored> brought) {
        try {
            admission.admit(brought.size(), size(brought));
        } catch (IOException e) {
            throw commits.stop(e);
        }
    }

    /** Large contents, and those for which there is no room in memory beside the others of their transaction. */
    private Set<OutboxId> inFiles(List<Stored> brought) {
        Set<OutboxId> inFiles = new LinkedHashSet<>();
        long room = (long) MOST_IN_MEMORY * large;
        for (Stored one : brought) {
            if (size(one) > Math.min(large, room)) {
                inFiles.add(one.id());
            } else {
                room -= size(one);
            }
        }
        return inFiles;
    }

    private static long size(List<Stored> brought) {
        return brought.stream().mapToLong(Intake::size).sum();
    }

    private static long size(Stored one) {
        return one.message().message().size();
    }

    private Incoming copy(Stored one, Instant now, boolean inFile) {
        WireMessage message = one.message().message();
        MessageRecord record = new MessageRecord(now, one.message().envelope(), message.traits());
        if (inFile) {
            writeBody(one.id(), message);
            return new Incoming(one.id(), record, message.size(), Optional.empty());
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream((int) message.size());
        try {
            message.writeTo(octets);
        } catch (IOException e) {
            throw new UncheckedIOException("message %s cannot be read from where it is kept".formatted(one.id()), e);
        }
        return new Incoming(one.id(), record, message.size(), Optional.of(octets.toByteArray()));
    }

    private void writeBody(OutboxId id, WireMessage message) {
        index.checkNew(List.of(id));
        try {
            if (!bodies.write(id, message)) {
                throw admission.noRoom(message.size());
            }
        } catch (IOException e) {
            throw commits.stop(e);
        }
    }
}
