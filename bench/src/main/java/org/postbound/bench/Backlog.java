package org.postbound.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.stream.Stream;
import org.postbound.Envelope;
import org.postbound.config.OutboxConfig;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxEvents;

/** How long an outbox with much mail takes to start in a JVM with little memory, and how fast it gives the mail out there. */
final class Backlog {
    static final String TITLE = "durable backlog";

    private static final int MESSAGES = 100_000;
    private static final int SIZE_BYTES = 10 * 1024;
    private static final int HEAP_MB = 100;
    private static final int MOST_SECONDS = 10;
    private static final int TOGETHER = 200;
    private static final int UNSETTLED = 32;
    private static final String ROUTE = "default";

    private Backlog() {}

    /** Returns what was found, or nothing if the settings leave it out. */
    static List<Goal.Verdict> judge(Settings settings, PrintStream progress) throws Exception {
        if (settings.quick() || !settings.filter().matcher(TITLE).find()) {
            return List.of();
        }
        try (WorkFolder folder = WorkFolder.in(settings.target())) {
            Path directory = folder.make();
            fill(directory);
            Process reader = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + HEAP_MB + "m",
                            "-classpath",
                            System.getProperty("java.class.path"),
                            Backlog.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            double seconds;
            long perSecond;
            try (Scanner measured = new Scanner(reader.getInputStream(), StandardCharsets.US_ASCII)) {
                measured.useLocale(Locale.ROOT);
                seconds = measured.nextDouble();
                perSecond = measured.nextLong();
            }
            if (reader.waitFor() != 0) {
                throw new IOException("the reader failed");
            }
            progress.printf("%n%s: ready after %.1f s, then %d a second%n", TITLE, seconds, perSecond);
            return List.of(new Goal.Verdict(
                    "%s of %,d messages of %d KB, heap of %d MB: the first is given out at most %d s after the start"
                            .formatted(TITLE, MESSAGES, SIZE_BYTES / 1024, HEAP_MB, MOST_SECONDS),
                    "%.1f s; then %d a second are read and recorded".formatted(seconds, perSecond),
                    seconds <= MOST_SECONDS));
        }
    }

    private static void fill(Path directory) throws Exception {
        byte[] content = content();
        try (Open open = new Open(directory)) {
            for (int stored = 0; stored < MESSAGES; stored += TOGETHER) {
                open.outbox()
                        .add(
                                ROUTE,
                                Stream.generate(() -> new Outbox.Stored(
                                                open.outbox().newId(),
                                                new RenderedMessage(
                                                        Envelope.of("shop@example.org", "customer@example.org"),
                                                        WireMessage.of(content))))
                                        .limit(TOGETHER)
                                        .toList());
            }
        }
    }

    private static byte[] content() {
        String line = "x".repeat(70) + "\r\n";
        String header = "Message-ID: <backlog@example.org>\r\n\r\n";
        return (header + line.repeat((SIZE_BYTES - header.length()) / line.length()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** An outbox of this process. */
    private static final class Open implements OutboxEvents, AutoCloseable {
        private final Journals.Lease journal;

        Open(Path directory) {
            journal = Journals.open(OutboxConfig.Journal.of(directory), Clock.systemUTC(), "bench", this);
            Thread writer = new Thread(journal, "outbox");
            writer.setDaemon(true);
            writer.start();
        }

        Outbox outbox() {
            return journal.outbox();
        }

        Optional<Due> take() {
            return outbox().takeDue(ROUTE, Instant.now(), 1).stream().findFirst();
        }

        @Override
        public void stopped(Throwable why) {
            throw new IllegalStateException(why);
        }

        @Override
        public void troubled(String what, Exception why) {
            throw new IllegalStateException(what, why);
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    /** The reader, with little memory: prints the seconds until it has the first message, and messages per second. */
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        try (Open open = new Open(Path.of(arguments[0]))) {
            Optional<Due> due = open.take();
            double ready = (System.nanoTime() - start) / 1e9;
            long messages = 0;
            Deque<Outbox.Settlement> settlements = new ArrayDeque<>();
            while (due.isPresent()) {
                try (WireMessage content = open.outbox().content(due.get())) {
                    content.writeTo(OutputStream.nullOutputStream());
                }
                settlements.add(open.outbox().settle(due.get().id(), Attempt.accepted(Instant.now(), List.of())));
                if (settlements.size() > UNSETTLED) {
                    settlements.remove().await();
                }
                messages++;
                due = open.take();
            }
            settlements.forEach(Outbox.Settlement::await);
            double elapsed = (System.nanoTime() - start) / 1e9 - ready;
            if (messages != MESSAGES) {
                throw new IllegalStateException("there were " + messages);
            }
            System.out.printf(Locale.ROOT, "%.1f %.0f%n", ready, messages / elapsed);
        }
    }
}
