package org.postbound.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.postbound.mime.WireMessage;

/**
 * Writes what can be read of an outbox that is not open: each message as a file {@code ID.eml}, and {@code outbox.txt} with
 * envelopes, states, branches, subscriptions and paused routes. It works on a copy, so that the outbox stays as it is.
 */
public final class Export {
    private final Path target;
    private final List<String> report = new ArrayList<>();

    private Export(Path target) {
        this.target = target;
    }

    /**
     * Exports an outbox.
     *
     * @param arguments its directory, and an empty or new directory to write to
     * @throws IOException if the target cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("give two directories: the outbox's, and a new one to write to");
        }
        run(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    /**
     * Exports an outbox.
     *
     * @param source its directory
     * @param target where to write
     * @return how many messages were written whole
     * @throws org.postbound.OutboxException {@code IN_USE} if the outbox is open
     */
    static int run(Path source, Path target) throws IOException {
        Directory copy = Directory.open(target);
        if (!copy.list().isEmpty()) {
            throw new IllegalArgumentException("%s is not empty; give a new directory".formatted(target));
        }
        DirectoryLock lock = DirectoryLock.take(source, "export", Instant.now());
        try {
            Files.copy(source.resolve(Store.FILE), target.resolve(Store.FILE));
            return new Export(target).export(new Bodies(Directory.open(source.resolve("bodies"))));
        } finally {
            lock.close();
            copy.delete(Store.FILE);
        }
    }

    private int export(Bodies bodies) throws IOException {
        int whole = 0;
        Store store = Store.salvage(target.resolve(Store.FILE));
        try {
            for (long id : keys(store.statuses)) {
                whole += message(store, bodies, id) ? 1 : 0;
            }
            each(store.branches, (number, octets) -> branch(BranchRecord.of(octets)));
            subscriptions(store);
            each(store.pauses, (number, octets) -> pause(PauseRecord.of(octets)));
        } finally {
            store.closeImmediately();
            Files.write(target.resolve("outbox.txt"), report, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        }
        return whole;
    }

    /** Goes over a map as far as it can be read. */
    private List<Long> keys(MVMap<Long, byte[]> map) {
        List<Long> keys = new ArrayList<>();
        try {
            for (Cursor<Long, byte[]> all = map.cursor(null); all.hasNext(); ) {
                keys.add(all.next());
            }
        } catch (RuntimeException e) {
            report.add("The rest of map %s cannot be read: %s".formatted(map.getName(), e));
        }
        return keys;
    }

    private boolean message(Store store, Bodies bodies, long number) {
        OutboxId id = new OutboxId(number);
        try {
            StatusRecord status = StatusRecord.of(store.statuses.get(number));
            report.add("message %s: route %s, %s, due %s, attempts %d, %d octets %s"
                    .formatted(
                            id,
                            status.route(),
                            status.state(),
                            status.due(),
                            status.attempts(),
                            status.size(),
                            status.remark()));
            MessageRecord record = MessageRecord.of(store.messages.get(number));
            report.add("  from <%s>, stored %s, Message-ID %s, %s"
                    .formatted(
                            record.envelope().reversePath(),
                            record.storedAt(),
                            record.traits().messageId(),
                            record.envelope().options()));
            status.outcomes(record.envelope().forwardPaths()).forEach(outcome -> report.add("  to " + outcome));
            try (WireMessage message = status.inFile()
                    ? WireMessage.restored(bodies.read(id, status.size()), record.traits())
                    : WireMessage.restored(store.bodies.get(number), record.traits())) {
                EmlFiles.write(message, target.resolve(id + ".eml"));
            }
            return true;
        } catch (IOException | RuntimeException e) {
            report.add("  message %s cannot be read whole: %s".formatted(id, e));
            return false;
        }
    }

    /** A look at a record. */
    private interface Look {
        void at(long number, byte[] octets);
    }

    /** Looks at each record of a map that can be read. */
    private void each(MVMap<Long, byte[]> map, Look look) {
        for (long number : keys(map)) {
            try {
                look.at(number, map.get(number));
            } catch (RuntimeException e) {
                report.add("record %d of map %s cannot be read: %s".formatted(number, map.getName(), e));
            }
        }
    }

    private void branch(BranchRecord record) {
        report.add("branch %s: route %s, %s since %s, messages %s"
                .formatted(
                        record.branch().xid(),
                        record.route(),
                        record.branch().state(),
                        record.branch().since(),
                        record.messages()));
    }

    private void subscriptions(Store store) {
        Map<Long, Integer> events = new HashMap<>();
        each(
                store.events,
                (number, octets) -> events.merge(EventRecord.of(octets).subscription(), 1, Integer::sum));
        each(store.subscriptions, (number, octets) -> {
            SubscriptionRecord record = SubscriptionRecord.of(octets);
            report.add("subscription %s: %s of %s, used %s, events %d"
                    .formatted(
                            record.subscription().name(),
                            record.subscription().kinds(),
                            record.subscription()
                                    .route()
                                    .map(route -> "route " + route)
                                    .orElse("all routes"),
                            record.used(),
                            events.getOrDefault(number, 0)));
        });
    }

    private void pause(PauseRecord record) {
        report.add("route %s: paused since %s".formatted(record.route(), record.since()));
    }
}
