package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTransactionException;
import org.postbound.smtp.ScriptedServer;

class ConnectionPoolTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static void send(PostboundFactory factory) {
        try (SmtpConnection connection = factory.getConnection()) {
            connection.send(Mails.to("jo@to.test"));
        }
    }

    private static FactoryBuilder factory(ScriptedServer server) {
        return Postbound.factory().server("localhost").port(server.port()).security(Security.NONE);
    }

    private static void greet(ScriptedServer.Client client) throws Exception {
        client.reply("220 mx.test").expectMatching("EHLO .*").reply("250 mx.test");
    }

    private static void take(ScriptedServer.Client client, String reply) throws Exception {
        client.on("MAIL FROM:<shop@from.test>", "250 ok")
                .on("RCPT TO:<jo@to.test>", "250 ok")
                .on("DATA", "354 go")
                .content();
        client.reply(reply);
    }

    @Test
    void connectionThatWasGivenBack_isUsedAgain() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory().build()) {
            send(factory);
            send(factory);
            assertEquals(2, server.arrived().size());
            assertEquals(1, server.sessions());
        }
    }

    @Test
    void transportOfTheMailSession_takesItsConnectionFromThePool() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory().build()) {
            for (int i = 0; i < 3; i++) {
                MimeMessage message = new MimeMessage(factory.getMailSession());
                message.setFrom();
                message.setRecipients(Message.RecipientType.TO, "jo@to.test");
                message.setText("Hello");
                Transport.send(message);
            }
            assertEquals(3, server.arrived().size());
            assertEquals(1, server.sessions());
        }
    }

    @Test
    void manyThreads_haveNoMoreSessionsThanThePoolIsLarge() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory().maxPoolSize(3).build()) {
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                senders.add(threads.submit(() -> send(factory)));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
            assertEquals(60, server.arrived().size());
            assertTrue(server.sessions() <= 3, "sessions: " + server.sessions());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void exhaustedPool_saysSo_andHowToCureIt() {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().maxPoolSize(1).maxWait(Duration.ZERO).build()) {
            SmtpConnection first = factory.getConnection();
            SmtpPoolException exhausted = assertThrows(SmtpPoolException.class, factory::getConnection);
            assertEquals(SmtpPoolException.Reason.EXHAUSTED, exhausted.reason());
            assertTrue(exhausted.getMessage().contains("maxPoolSize"), exhausted.getMessage());
            first.close();
            factory.getConnection().close();
        }
    }

    @Test
    void connectionForSomebodyElse_takesThePlaceOfAnIdleOne() throws Exception {
        ScriptedServer.Script session = client -> {
            greet(client);
            take(client, "250 ok");
            client.expectQuit();
        };
        try (ScriptedServer server = ScriptedServer.start(session, session);
                PostboundFactory factory =
                        factory(server).maxPoolSize(1).maxWait(LONG).build()) {
            send(factory);
            SmtpConnectionSpec other =
                    SmtpConnectionSpec.configured().withServer("127.0.0.1", server.port(), Security.NONE);
            try (SmtpConnection connection = factory.getConnection(other)) {
                connection.send(Mails.to("jo@to.test"));
            }
        }
    }

    /** The pool ends it under its only lock, so everybody would wait for a server that says nothing. */
    @Test
    void serverThatIsSilentWhenItIsLeft_keepsNobodyLongerThanMaxWait() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        ScriptedServer.Script silent = client -> {
            greet(client);
            take(client, "250 ok");
            client.expect("QUIT");
            left.await();
        };
        ScriptedServer.Script other = client -> {
            greet(client);
            take(client, "250 ok");
            client.expectQuit();
        };
        try (ScriptedServer server = ScriptedServer.start(silent, other);
                PostboundFactory factory =
                        factory(server).maxPoolSize(1).maxWait(Duration.ZERO).build()) {
            send(factory);
            SmtpConnectionSpec elsewhere =
                    SmtpConnectionSpec.configured().withServer("127.0.0.1", server.port(), Security.NONE);
            SmtpPoolException exhausted = assertThrows(SmtpPoolException.class, () -> factory.getConnection(elsewhere));
            assertEquals(SmtpPoolException.Reason.EXHAUSTED, exhausted.reason());
            left.countDown();
            try (SmtpConnection connection = firstThatThereIs(factory, elsewhere)) {
                connection.send(Mails.to("jo@to.test"));
            }
        }
    }

    private static SmtpConnection firstThatThereIs(PostboundFactory factory, SmtpConnectionSpec spec) {
        long start = System.nanoTime();
        while (true) {
            try {
                return factory.getConnection(spec);
            } catch (SmtpPoolException e) {
                if (System.nanoTime() - start > LONG.toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** The last mail of a task whose executor was shut down, for one. */
    @Test
    void threadThatIsInterrupted_getsAConnection_thatNobodyUses() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory = server.factory().maxPoolSize(1).build()) {
            send(factory);
            Thread.currentThread().interrupt();
            factory.getConnection().close();
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void threadThatIsInterrupted_doesNotWaitForAConnection() {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().maxPoolSize(1).maxWait(LONG).build()) {
            SmtpConnection held = factory.getConnection();
            Thread.currentThread().interrupt();
            SmtpPoolException refusal = assertThrows(SmtpPoolException.class, factory::getConnection);
            assertTrue(Thread.interrupted());
            assertTrue(refusal.getMessage().contains("interrupted"), refusal.getMessage());
            held.close();
            factory.getConnection().close();
        }
    }

    @Test
    void mailSessionOfAFactoryThatWasClosed_saysSo() throws Exception {
        try (MailServer server = MailServer.plain()) {
            PostboundFactory factory = server.factory().build();
            Session session = factory.getMailSession();
            assertEquals("shop@from.test", session.getProperty("mail.from"));
            factory.close();
            MessagingException closed = assertThrows(MessagingException.class, session.getTransport()::connect);
            assertTrue(closed.getMessage().contains("was closed"), closed.getMessage());
        }
    }

    @Test
    void idleConnection_isEndedAfterItsTime() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().idleTimeout(Duration.ofMillis(50)).build()) {
            send(factory);
            server.awaitOpen(0);
            send(factory);
            assertEquals(2, server.sessions());
        }
    }

    @Test
    void connectionThatWasLost_isReplaced_alsoForItsUser() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                        client -> {
                            greet(client);
                            client.on("MAIL FROM:<shop@from.test>", "250 ok")
                                    .expect("RCPT TO:<jo@to.test>")
                                    .close();
                        },
                        client -> {
                            greet(client);
                            take(client, "250 ok");
                            client.expectQuit();
                        },
                        client -> {
                            greet(client);
                            take(client, "250 ok");
                            client.expectQuit();
                        });
                PostboundFactory factory =
                        factory(server).maxPoolSize(1).maxWait(LONG).build()) {
            try (SmtpConnection connection = factory.getConnection()) {
                SmtpConnectException lost =
                        assertThrows(SmtpConnectException.class, () -> connection.send(Mails.to("jo@to.test")));
                assertEquals(SmtpConnectException.Reason.LINK_LOST, lost.reason());
                connection.send(Mails.to("jo@to.test"));
            }
            send(factory);
        }
    }

    @Test
    void refusal_keepsTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    greet(client);
                    take(client, "554 no");
                    take(client, "250 ok");
                    client.expectQuit();
                });
                PostboundFactory factory = factory(server).build()) {
            assertThrows(SmtpReplyException.class, () -> send(factory));
            send(factory);
        }
    }

    @Test
    void connectionWithItsNumberOfMessages_isReplaced() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().property("MaxMessagesPerConnection", 2).build()) {
            for (int i = 0; i < 5; i++) {
                send(factory);
            }
            assertEquals(3, server.sessions());
        }
    }

    @Test
    void oldConnection_isReplaced() throws Exception {
        try (MailServer server = MailServer.plain();
                PostboundFactory factory =
                        server.factory().property("MaxConnectionAge", 1).build()) {
            send(factory);
            // The next message is under way for longer than the age that is permitted.
            server.awaitOpen(1);
            long opened = System.nanoTime();
            while (System.nanoTime() - opened < TimeUnit.MILLISECONDS.toNanos(2)) {
                Thread.onSpinWait();
            }
            send(factory);
            assertEquals(2, server.sessions());
        }
    }

    @Test
    void close_endsIdleSessionsAtOnce_andNothingCanBeHadAnyMore() throws Exception {
        try (MailServer server = MailServer.plain()) {
            PostboundFactory factory = server.factory().build();
            send(factory);
            factory.close();
            factory.close();

            server.awaitOpen(0);
            SmtpPoolException closed = assertThrows(SmtpPoolException.class, factory::getConnection);
            assertEquals(SmtpPoolException.Reason.CLOSED, closed.reason());
            assertFalse(closed.isTransient());
            assertTrue(closed.getMessage().contains("closed"), closed.getMessage());
        }
    }

    @Test
    void close_wakesWhoWaitsForAConnection() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (MailServer server = MailServer.plain()) {
            PostboundFactory factory =
                    server.factory().maxPoolSize(1).maxWait(LONG).build();
            SmtpConnection held = factory.getConnection();
            CountDownLatch waiting = new CountDownLatch(1);
            Future<SmtpPoolException> waiter = threads.submit(() -> {
                waiting.countDown();
                return assertThrows(SmtpPoolException.class, factory::getConnection);
            });
            waiting.await();
            Future<?> closing = threads.submit(factory::close);
            assertEquals(SmtpPoolException.Reason.CLOSED, waiter.get().reason());
            held.close();
            closing.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void close_letsTheMessageUnderWayFinish() throws Exception {
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ScriptedServer server = ScriptedServer.start(client -> {
            greet(client);
            client.on("MAIL FROM:<shop@from.test>", "250 ok").expect("RCPT TO:<jo@to.test>");
            inTheMiddle.countDown();
            closing.await();
            client.reply("250 ok").on("DATA", "354 go").content();
            client.reply("250 ok").expectQuit();
        })) {
            PostboundFactory factory = factory(server).build();
            Future<Void> sender = threads.submit((Callable<Void>) () -> {
                send(factory);
                return null;
            });
            inTheMiddle.await();
            Future<?> closer = threads.submit(() -> {
                closing.countDown();
                factory.close();
            });
            sender.get();
            closer.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void connectionThatIsNeverGivenBack_isTakenAwayByClose() throws Exception {
        try (MailServer server = MailServer.plain()) {
            PostboundFactory factory = server.factory().build();
            SmtpConnection kept = factory.getConnection();
            kept.send(Mails.to("jo@to.test"));
            factory.close();
            server.awaitOpen(0);
            SmtpTransactionException taken =
                    assertThrows(SmtpTransactionException.class, () -> kept.send(Mails.to("jo@to.test")));
            assertEquals(SmtpTransactionException.Reason.ENDED, taken.reason());
            kept.close();
        }
    }
}
