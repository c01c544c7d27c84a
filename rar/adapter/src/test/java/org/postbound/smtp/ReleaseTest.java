package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.Security;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;
import org.postbound.config.Timeouts;

/**
 * Whatever goes wrong while a session opens or sends: the server sees the connection closed, and the next use of the same
 * link works. Each script waits for the end of its connection before the next one is accepted.
 */
class ReleaseTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final String AUTH = "AUTH PLAIN AGFsaWNlAHdvbmRlci1sYW5k";

    /** What goes wrong on the first connection. */
    private record Fault(String name, Security security, ScriptedServer.Script script) {
        /** Silence is waited for, so not for long; everything else has as much time as it needs. */
        Timeouts timeouts() {
            return name.startsWith("silent") ? new Timeouts(SHORT, SHORT, SHORT) : Timeouts.DEFAULT;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("greeting 554", Security.NONE, client -> client.reply("554 no")),
                new Fault("silent greeting", Security.NONE, client -> {}),
                new Fault("malformed greeting", Security.NONE, client -> client.reply("hello")),
                new Fault("EHLO 421", Security.NONE, client -> client.reply("220 hi")
                        .on("EHLO client.test", "421 bye")),
                new Fault("no STARTTLS", Security.STARTTLS, client -> client.greet("AUTH PLAIN")),
                new Fault("STARTTLS 454", Security.STARTTLS, client -> client.greet("STARTTLS")
                        .on("STARTTLS", "454 not now")),
                new Fault("STARTTLS injected", Security.STARTTLS, client -> client.greet("STARTTLS")
                        .on("STARTTLS", "220 go", "250 forged")),
                new Fault(
                        "untrusted",
                        Security.TLS,
                        client -> client.startTlsUntilTheClientCloses(
                                TestCertificates.server(TestCertificates.STRANGER))),
                new Fault(
                        "expired",
                        Security.TLS,
                        client ->
                                client.startTlsUntilTheClientCloses(TestCertificates.server(TestCertificates.EXPIRED))),
                new Fault("plaintext port", Security.TLS, client -> client.reply("220 mx.test")),
                new Fault("silent handshake", Security.TLS, client -> {}),
                new Fault("AUTH 535", Security.NONE, client -> client.greet("AUTH PLAIN")
                        .on(AUTH, "535 5.7.8 no")),
                new Fault("silent AUTH", Security.NONE, client -> client.greet("AUTH PLAIN")
                        .expect(AUTH)),
                new Fault("malformed AUTH", Security.NONE, client -> client.greet("AUTH PLAIN")
                        .on(AUTH, "welcome")),
                new Fault("no mechanism", Security.NONE, client -> client.greet("AUTH GSSAPI")),
                new Fault("silent MAIL", Security.NONE, client -> authenticated(client)
                        .expect("MAIL FROM:<a@from.test>")),
                new Fault("RCPT 421", Security.NONE, client -> authenticated(client)
                        .on("MAIL FROM:<a@from.test>", "250 ok")
                        .on("RCPT TO:<b@to.test>", "421 bye")),
                new Fault("silent final dot", Security.NONE, client -> authenticated(client)
                        .on("MAIL FROM:<a@from.test>", "250 ok")
                        .on("RCPT TO:<b@to.test>", "250 ok")
                        .on("DATA", "354 go")
                        .expect("Message-ID: <1@from.test>", "", "Hello", ".")));
    }

    private static ScriptedServer.Client authenticated(ScriptedServer.Client client) throws Exception {
        return client.greet("AUTH PLAIN").on(AUTH, "235 welcome");
    }

    private static void messageArrives(ScriptedServer.Client client) throws Exception {
        client.on("MAIL FROM:<a@from.test>", "250 ok")
                .on("RCPT TO:<b@to.test>", "250 ok")
                .on("DATA", "354 go")
                .expect("Message-ID: <1@from.test>", "", "Hello")
                .on(".", "250 queued");
    }

    private static ScriptedServer.Client protectedAs(Security security, ScriptedServer.Client client) throws Exception {
        if (security == Security.TLS) {
            client.startTls(TestCertificates.server(TestCertificates.GOOD));
        }
        if (security == Security.STARTTLS) {
            client.greet("STARTTLS")
                    .on("STARTTLS", "220 go")
                    .startTls(TestCertificates.server(TestCertificates.GOOD))
                    .hello("AUTH PLAIN")
                    .on(AUTH, "235 welcome");
            return client;
        }
        return authenticated(client);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void fault_closesTheConnection_andTheNextUseWorks(Fault fault) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    fault.script.play(client);
                    client.drain();
                },
                client -> {
                    messageArrives(protectedAs(fault.security, client));
                    client.expectQuit();
                })) {
            SmtpLink link = RecordedSessions.link(
                    Sessions.config(
                            server, fault.security, Sessions.ALICE, TestCertificates.trusting(), fault.timeouts()),
                    Sessions.DEADLINES);
            assertThrows(SmtpException.class, () -> link.send(Sessions.message("b@to.test"), false));
            assertFalse(link.isOpen());
            link.send(Sessions.message("b@to.test"), false);
            assertTrue(link.isOpen());
            link.close();
        }
    }

    /** The socket knows nothing of interrupts on a platform thread: the conversation ends as it would have, and the flag stays. */
    @Test
    void interruptInTheMiddle_leavesTheConversationWhole() throws Exception {
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().expect("MAIL FROM:<a@from.test>");
            inTheMiddle.countDown();
            interrupted.await();
            client.reply("250 ok")
                    .on("RCPT TO:<b@to.test>", "250 ok")
                    .on("DATA", "354 go")
                    .expect("Message-ID: <1@from.test>", "", "Hello")
                    .on(".", "250 queued");
            messageArrives(client);
            client.expectQuit();
        })) {
            SmtpLink link = RecordedSessions.link(
                    Sessions.config(server, Security.NONE, new Credentials.None()), Sessions.DEADLINES);
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                try {
                    link.send(Sessions.message("b@to.test"), false);
                    link.send(Sessions.message("b@to.test"), false);
                    flag.complete(Thread.currentThread().isInterrupted());
                } catch (SmtpException e) {
                    flag.completeExceptionally(e);
                }
            });
            sender.start();
            inTheMiddle.await();
            sender.interrupt();
            interrupted.countDown();
            assertTrue(flag.get(), "the interrupt is left to the caller");
            assertTrue(link.isOpen());
            link.close();
        }
    }

    @Test
    void threadThatIsInterruptedBefore_connectsAllTheSame() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.startTlsUntilTheClientCloses(TestCertificates.server(TestCertificates.STRANGER)),
                client -> protectedAs(Security.TLS, client).expectQuit())) {
            SessionConfig config = Sessions.config(
                    server, Security.TLS, Sessions.ALICE, TestCertificates.trusting(), Timeouts.DEFAULT);
            CompletableFuture<String> greeting = new CompletableFuture<>();
            Thread user = new Thread(() -> {
                Thread.currentThread().interrupt();
                SmtpLink link = RecordedSessions.link(config, Sessions.DEADLINES);
                try {
                    assertThrows(SmtpException.class, link::server);
                    greeting.complete(link.server().greeting());
                } catch (SmtpException | AssertionError e) {
                    greeting.completeExceptionally(e);
                } finally {
                    link.close();
                }
            });
            user.start();
            assertEquals("mx.test ESMTP", greeting.get());
        }
    }
}
