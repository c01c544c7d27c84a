package org.postbound.outbox;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.postbound.Envelope;
import org.postbound.config.OutboxConfig;
import org.postbound.config.Retention;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Outbox.Stored;

/** A journal on a disk of its own, with a thread that writes. */
final class TestOutbox implements AutoCloseable {
    static final JournalLimits SMALL = new JournalLimits(0, 0, 4096, 0, 1 << 14, Retention.DEFAULT);

    static final JournalLimits USUAL = JournalLimits.of(OutboxConfig.Journal.of(Path.of("unused")));

    private final Recorded events = new Recorded();
    final List<Throwable> stops = events.stops;
    final List<String> losses = events.losses;
    final Journal journal;
    private final Thread writer;
    private volatile boolean leaving;

    TestOutbox(Disk disk, Disk bodies, JournalLimits limits, Clock clock) {
        journal = Journal.open(disk, bodies, limits, clock, events);
        writer = new Thread(() -> journal.run(() -> leaving), "writer");
        writer.setDaemon(true);
        writer.start();
    }

    static final class Recorded implements OutboxEvents {
        final List<Throwable> stops = new CopyOnWriteArrayList<>();
        final List<String> troubles = new CopyOnWriteArrayList<>();
        final List<String> losses = new CopyOnWriteArrayList<>();

        @Override
        public void stopped(Throwable why) {
            stops.add(why);
        }

        @Override
        public void troubled(String what, Exception why) {
            troubles.add(what + ": " + why);
        }

        @Override
        public void eventsDropped(String subscription) {
            losses.add(subscription);
        }

        @Override
        public void eventsExpired(String subscription, int events) {
            losses.add(subscription + " " + events);
        }
    }

    /** Takes the thread back, as if the process had ended. */
    void kill() {
        leaving = true;
        journal.wakeUp();
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    void interruptWriter() {
        writer.interrupt();
    }

    @Override
    public void close() {
        kill();
        journal.close();
    }

    static Stored stored(OutboxId id, int size, String... recipients) {
        return new Stored(id, message(id, size, recipients));
    }

    static RenderedMessage message(OutboxId id, int size, String... recipients) {
        String header = "From: a@example.org\r\nMessage-ID: <%s@example.org>\r\n\r\n".formatted(id);
        String body = (id + " " + "x".repeat(41) + "\r\n").repeat(Math.max(1, size / 60));
        String[] to = recipients.length == 0 ? new String[] {"b@example.org"} : recipients;
        return new RenderedMessage(
                Envelope.of("a@example.org", to), WireMessage.of((header + body).getBytes(StandardCharsets.US_ASCII)));
    }

    static Stored keyed(OutboxId id, int size, String key) {
        RenderedMessage message = message(id, size);
        Envelope envelope = message.envelope();
        return new Stored(
                id,
                new RenderedMessage(
                        new Envelope(
                                envelope.reversePath(),
                                envelope.forwardPaths(),
                                envelope.options().withIdempotencyKey(key)),
                        message.message()));
    }

    static List<Stored> several(Outbox outbox, int count, int size) {
        return Stream.generate(() -> stored(outbox.newId(), size)).limit(count).toList();
    }
}
