package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;
import org.postbound.InDoubtException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTlsException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.Expectation.Connection;
import org.postbound.smtp.FaultCase.Audience;
import org.postbound.smtp.FaultCase.Mode;
import org.postbound.smtp.FaultCase.Sending;

/**
 * Every fault at every point of the conversation. Whatever happens, what the sender is told is what {@link Expectation}
 * states, the next message goes through, and the server keeps exactly what was sent, for exactly those recipients that it
 * accepted: never half a message, never one that its sender was told had failed, never one twice.
 *
 * <p>{@code target/fault-sweep.txt} lists all combinations with their outcomes.
 */
@Isolated("it keeps all processors busy, and other tests have timeouts")
class FaultSweepTest {
    private static final Path TABLE = Path.of("target", "fault-sweep.txt");
    private static final int LEAST_COMBINATIONS = 3000;
    private static final int THREADS = 32;
    /** Where the fault is silence, its timeout is short. If it struck elsewhere on a busy machine, it proves nothing. */
    private static final List<Duration> PATIENCE =
            List.of(Duration.ofMillis(300), Duration.ofSeconds(4), Duration.ofSeconds(20));

    private static final List<Fault> FAULTS = List.of(
            new Fault.Close(),
            new Fault.Reset(),
            new Fault.Stall(),
            new Fault.Refuse("451 4.3.0 later"),
            new Fault.Refuse("550 5.7.1 never"),
            new Fault.ServiceClosing(),
            new Fault.Bytewise(),
            new Fault.OnePacket(),
            new Fault.OneTooMany(),
            new Fault.OneTooFew(),
            new Fault.Garbage(),
            new Fault.EndlessLine(),
            new Fault.EndlessReply(),
            new Fault.WrongClass());
    private static final List<Fault> HANDSHAKE_FAULTS = List.of(
            new Fault.Close(),
            new Fault.Reset(),
            new Fault.Stall(),
            new Fault.Garbage(),
            new Fault.EndlessLine(),
            new Fault.BadCertificate(TestCertificates.EXPIRED),
            new Fault.BadCertificate(TestCertificates.STRANGER),
            new Fault.NoCommonSuite());

    private static final Set<Point> OF_OPENING = EnumSet.of(Point.GREETING, Point.EHLO);
    private static final Set<Point> OF_SECURE_OPENING = EnumSet.range(Point.GREETING, Point.AUTH_CHALLENGE);
    private static final Set<Point> OF_TRANSACTION = EnumSet.range(Point.MAIL, Point.RSET);
    private static final Set<Point> BETWEEN = EnumSet.range(Point.NOOP, Point.IDLE);

    private final Map<String, String> table = new ConcurrentSkipListMap<>();

    private static List<FaultCase> cases() {
        List<FaultCase> cases = new ArrayList<>();
        for (Point point : OF_SECURE_OPENING) {
            add(cases, Mode.SECURE, Audience.ONE, Sending.SINGLY, point, 1);
        }
        for (Mode mode : List.of(Mode.LOCK_STEP, Mode.PIPELINING, Mode.CHUNKING)) {
            for (Sending sending : Sending.values()) {
                OF_OPENING.forEach(point -> add(cases, mode, Audience.ONE, sending, point, 1));
                for (Audience audience : Audience.values()) {
                    // Without groups a batch is one message after the other.
                    if (mode != Mode.LOCK_STEP || sending == Sending.SINGLY || audience == Audience.ONE) {
                        addTransaction(cases, mode, audience, sending);
                    }
                }
            }
            BETWEEN.forEach(point -> add(cases, mode, Audience.ONE, Sending.SINGLY, point, 1));
        }
        for (Sending sending : Sending.values()) {
            for (int nth = 1; nth <= 2; nth++) {
                add(cases, Mode.HASTY, Audience.ONE, sending, Point.MAIL, nth);
                add(cases, Mode.HASTY, Audience.ONE, sending, Point.RCPT_1, nth);
            }
        }
        for (int nth = 2; nth <= FaultCase.BATCH; nth++) {
            add(cases, Mode.CHUNKING, Audience.ALL_OR_NOTHING, Sending.BATCH, Point.RSET_AHEAD, nth);
        }
        return cases;
    }

    private static void addTransaction(List<FaultCase> cases, Mode mode, Audience audience, Sending sending) {
        int messages = sending == Sending.BATCH ? FaultCase.BATCH : 2;
        for (Point point : OF_TRANSACTION) {
            boolean none = Point.RECIPIENTS.indexOf(point) >= audience.recipients()
                    || (point == Point.RSET && audience == Audience.PARTIAL)
                    || (point == Point.DATA && mode == Mode.CHUNKING);
            for (int nth = 1; nth <= (none ? 0 : point == Point.RSET ? 1 : messages); nth++) {
                add(cases, mode, audience, sending, point, nth);
            }
        }
    }

    private static void add(
            List<FaultCase> cases, Mode mode, Audience audience, Sending sending, Point point, int nth) {
        for (Fault fault : point == Point.TLS_HANDSHAKE ? HANDSHAKE_FAULTS : FAULTS) {
            if (makesSense(point, fault)) {
                cases.add(new FaultCase(mode, audience, sending, point, fault, nth));
            }
        }
    }

    private static boolean makesSense(Point point, Fault fault) {
        return switch (point) {
            // The middle of a message is no place for a reply, except for the last word of a server that gives up.
            case CONTENT ->
                fault instanceof Fault.Close
                        || fault instanceof Fault.Reset
                        || fault instanceof Fault.Stall
                        || fault instanceof Fault.Refuse
                        || fault instanceof Fault.ServiceClosing;
            case LARGE_CONTENT -> fault instanceof Fault.Reset || fault instanceof Fault.Stall;
            // A refusal that nobody asked for is one reply too many.
            case IDLE ->
                !(fault instanceof Fault.Refuse
                        || fault instanceof Fault.OneTooFew
                        || fault instanceof Fault.Bytewise
                        || fault instanceof Fault.OnePacket);
            default -> true;
        };
    }

    @TestFactory
    Stream<DynamicTest> everyFaultAtEveryPoint() {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        Map<FaultCase, CompletableFuture<Void>> played = new LinkedHashMap<>();
        for (FaultCase play : cases()) {
            played.put(play, CompletableFuture.runAsync(() -> play(play), pool));
        }
        pool.shutdown();
        Stream<DynamicTest> tests = played.entrySet().stream()
                .map(one -> dynamicTest(
                        one.getKey().toString(), () -> one.getValue().join()));
        return Stream.concat(tests, Stream.of(dynamicTest("all are told in a table", () -> tell(played.values()))));
    }

    /** Those that failed are told by their own tests. */
    private void tell(Collection<CompletableFuture<Void>> played) throws IOException {
        CompletableFuture<?> all = CompletableFuture.allOf(played.toArray(CompletableFuture[]::new));
        all.handle((nothing, failure) -> null).join();
        Files.write(TABLE, table.values());
        assertTrue(table.size() >= LEAST_COMBINATIONS, table.size() + " combinations");
    }

    private void play(FaultCase play) {
        AssertionError failure = null;
        for (Duration patience : PATIENCE) {
            try {
                new Play(play, patience).run();
                return;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (AssertionError e) {
                if (!play.isSilent()) {
                    throw e;
                }
                failure = e;
            }
        }
        throw failure;
    }

    /** One play of a case. */
    private final class Play {
        private final FaultCase play;
        private final Duration patience;
        private final Expectation expected;
        private final List<Sent> sent = new ArrayList<>();

        Play(FaultCase play, Duration patience) {
            this.play = play;
            this.patience = patience;
            this.expected = Expectation.of(play);
        }

        void run() throws IOException, InterruptedException {
            try (FaultyServer server = new FaultyServer(
                    play.mode().extensions(),
                    play.mode() == Mode.HASTY,
                    play.point(),
                    play.fault(),
                    play.occurrence())) {
                SmtpLink link = play.link(server, patience);
                try {
                    run(server, link);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "%s%nexpected %s%nbut %s%nsent %s%n%s"
                                    .formatted(play, expected, e.getMessage(), sent, server.transcript()),
                            e);
                } finally {
                    link.close();
                }
            }
        }

        private void run(FaultyServer server, SmtpLink link) throws IOException, InterruptedException {
            if (play.sending() == Sending.BATCH) {
                sendAll(link);
            } else {
                sendSingly(server, link);
            }
            assertTrue(server.awaitFault(), "the fault did not happen");
            Sent hit = sent.get(play.before());
            assertEquals(expected.ending(), hit.ending());
            assertEquals(expected.recipients(), hit.codes());
            List<String> behind = new ArrayList<>();
            if (play.sending() == Sending.BATCH) {
                behind.addAll(Expectation.endingsBehind(play));
                assertEquals(
                        behind,
                        sent.subList(play.nth(), sent.size()).stream()
                                .map(Sent::ending)
                                .toList());
            } else {
                checkConnection(link, server);
            }
            int connections = server.connections();
            assertEquals(Expectation.ACCEPTED, send(link).ending(), "the next message");
            int all = expected.connection() == Connection.SURVIVES ? 1 : 2;
            assertEquals(play.point() == Point.QUIT ? connections + 1 : all, server.connections(), "connections");
            assertEquals(List.of(), server.violations());
            checkKept(server.stored());
            table.put(
                    play.toString(),
                    "%s -> %s, connection %s, recipients told %s, %s%s; next message accepted"
                            .formatted(
                                    play,
                                    hit.ending(),
                                    expected.connection(),
                                    hit.codes(),
                                    expected.kept() ? "kept by the server" : "not kept",
                                    behind.isEmpty() ? "" : "; those behind " + behind));
        }

        private void sendSingly(FaultyServer server, SmtpLink link) throws InterruptedException {
            for (int i = 0; i < play.before(); i++) {
                assertEquals(Expectation.ACCEPTED, send(link).ending());
            }
            if (play.point() == Point.IDLE) {
                server.idle();
                assertTrue(server.awaitFault());
            }
            send(link);
        }

        private void checkConnection(SmtpLink link, FaultyServer server) {
            assertEquals(expected.connection() != Connection.CLOSED, link.isOpen(), "open");
            if (expected.connection() != Connection.CLOSED) {
                assertFalse(link.isBroken(), "broken");
            } else if (!OF_SECURE_OPENING.contains(play.point())) {
                // What was never open is not broken.
                assertTrue(link.isBroken(), "broken");
            }
            assertEquals(expected.connection() == Connection.REPLACED ? 2 : 1, server.connections(), "connections");
        }

        /** Each is one that was sent, whole, once, for whom it was accepted; and none is missing. */
        private void checkKept(List<FaultyServer.Stored> stored) {
            List<FaultyServer.Stored> due = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                Sent one = sent.get(i);
                if (i == play.before() ? expected.kept() : one.ending().equals(Expectation.ACCEPTED)) {
                    due.add(new FaultyServer.Stored(
                            one.message().envelope().reversePath(), one.accepted(), one.content()));
                }
            }
            assertEquals(due, stored);
        }

        private void sendAll(SmtpLink link) {
            link.sendAll(
                    new MessageStream() {
                        private int given;

                        @Override
                        public Optional<RenderedMessage> next() {
                            return given == FaultCase.BATCH ? Optional.empty() : Optional.of(play.message(given++));
                        }

                        @Override
                        public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
                            sent.add(new Sent(message, Expectation.ACCEPTED, accepted.recipients()));
                        }

                        @Override
                        public boolean failed(RenderedMessage message, SmtpException failure) {
                            sent.add(notAccepted(message, failure));
                            return true;
                        }
                    },
                    play.audience().partialDelivery());
            assertEquals(FaultCase.BATCH, sent.size(), "told of");
        }

        private Sent send(SmtpLink link) {
            RenderedMessage message = play.message(sent.size());
            Sent result;
            try {
                SmtpSession.Accepted accepted =
                        link.send(message, play.audience().partialDelivery());
                result = new Sent(message, Expectation.ACCEPTED, accepted.recipients());
            } catch (SmtpException e) {
                result = notAccepted(message, e);
            }
            sent.add(result);
            return result;
        }
    }

    private static Sent notAccepted(RenderedMessage message, SmtpException e) {
        return e instanceof SmtpReplyException refusal
                ? new Sent(message, "refused " + refusal.reply().code(), refusal.recipients())
                : new Sent(message, ending(e), List.of());
    }

    private static String ending(SmtpException e) {
        if (e instanceof InDoubtException) {
            return Expectation.IN_DOUBT;
        }
        if (e instanceof SmtpConnectException failure) {
            return "connect " + failure.reason();
        }
        if (e instanceof SmtpTlsException failure) {
            return "tls " + failure.reason();
        }
        if (e instanceof SmtpAuthenticationException failure) {
            return "authentication " + failure.reply().map(SmtpReply::code).orElse(0);
        }
        return e.toString();
    }

    /** A message, and what its sender was told. */
    private record Sent(RenderedMessage message, String ending, List<RecipientOutcome> outcomes) {
        List<Integer> codes() {
            return outcomes.stream()
                    .map(outcome -> outcome.reply().map(SmtpReply::code).orElse(0))
                    .toList();
        }

        /** For whom the server has the message, if it has it. */
        List<String> accepted() {
            return message.envelope().forwardPaths().stream()
                    .map(path -> path.address())
                    .filter(address -> outcomes.stream()
                            .noneMatch(outcome -> outcome.address().equals(address) && !outcome.isAccepted()))
                    .toList();
        }

        String content() {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try {
                message.message().writeTo(octets);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return octets.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return message.message().messageId() + " " + ending + " " + outcomes;
        }
    }
}
