package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Disposition;
import org.postbound.OwnRuntime;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransactionException;
import org.postbound.smtp.ScriptedServer;

class PostboundTest {
    private static SmtpConnectionSpec spec(ScriptedServer server) {
        return SmtpConnectionSpec.configured().withServer("localhost", server.port(), Security.NONE);
    }

    @Test
    void connection_isThereWhenConnectReturns_andTakesLeaveWhenClosed() throws Exception {
        try (MailServer server = MailServer.of(Security.NONE)) {
            SmtpConnection connection =
                    Postbound.connect(server.spec().withPassword(MailServer.USER, MailServer.PASSWORD));
            assertEquals(List.of(MailServer.USER), server.users());

            assertEquals(
                    Disposition.ACCEPTED,
                    connection.send(Mails.to("jo@to.test")).disposition());
            connection.close();
            connection.close();

            server.awaitOpen(0);
            assertThrows(SmtpTransactionException.class, () -> connection.send(Mails.to("jo@to.test")));
            assertEquals(1, server.arrived().size());
        }
    }

    @Test
    void sessionThatTheServerEnded_isOpenedAnewByTheNextMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.reply("220 mx.test")
                        .expectMatching("EHLO .*")
                        .reply("250 mx.test")
                        .close(),
                client -> {
                    client.reply("220 mx.test").expectMatching("EHLO .*").reply("250 mx.test");
                    client.on("MAIL FROM:<shop@from.test>", "250 ok")
                            .on("RCPT TO:<jo@to.test>", "250 ok")
                            .on("DATA", "354 go")
                            .content();
                    client.reply("250 ok").expectQuit();
                })) {
            try (SmtpConnection connection = Postbound.connect(spec(server))) {
                connection.send(Mails.to("jo@to.test"));
            }
        }
    }

    @Test
    void specWithoutServer_isRefused() {
        for (SmtpConnectionSpec spec : new SmtpConnectionSpec[] {null, SmtpConnectionSpec.configured()}) {
            SmtpConfigurationException refusal =
                    assertThrows(SmtpConfigurationException.class, () -> Postbound.connect(spec));
            assertEquals("ServerName", refusal.property());
        }
    }

    @Test
    void connectionThatFails_leavesNoSessionBehind() throws Exception {
        try (MailServer server = MailServer.of(Security.NONE)) {
            assertThrows(
                    SmtpAuthenticationException.class,
                    () -> Postbound.connect(server.spec().withPassword(MailServer.USER, "wrong")));
            server.awaitOpen(0);
        }
    }

    /** Opens a connection and forgets to close it. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] arguments) {
            SmtpConnection connection = Postbound.connect(SmtpConnectionSpec.configured()
                    .withServer("localhost", Integer.parseInt(arguments[0]), Security.NONE));
            connection.send(Mails.to("jo@to.test"));
        }
    }

    /** The same with a factory, whose connection goes back to the pool. */
    static final class ForgetfulOfFactory {
        private ForgetfulOfFactory() {}

        public static void main(String[] arguments) {
            PostboundFactory factory = Postbound.factory()
                    .server("localhost")
                    .port(Integer.parseInt(arguments[0]))
                    .security(Security.NONE)
                    .build();
            try (SmtpConnection connection = factory.getConnection()) {
                connection.send(Mails.to("jo@to.test"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Forgetful.class, ForgetfulOfFactory.class})
    void unclosedConnection_isClosedAtTheEndOfTheProgram(Class<?> program, @TempDir Path directory) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.reply("220 mx.test").expectMatching("EHLO .*").reply("250 mx.test");
            client.on("MAIL FROM:<shop@from.test>", "250 ok")
                    .on("RCPT TO:<jo@to.test>", "250 ok")
                    .on("DATA", "354 go")
                    .content();
            client.reply("250 ok").expectQuit();
        })) {
            OwnRuntime.run(0, List.of(), program, directory, Integer.toString(server.port()));
        }
    }

    @Test
    void connectionThatNobodyCanReach_isClosed() throws Exception {
        try (MailServer server = MailServer.plain()) {
            Postbound.connect(server.spec()).server();
            collectGarbageUntil(server);
        }
    }

    /** Nothing says when the collector comes, so it is asked again while the server waits for the end of the session. */
    private static void collectGarbageUntil(MailServer server) throws InterruptedException {
        Thread collector = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                System.gc();
            }
        });
        collector.start();
        try {
            server.awaitOpen(0);
        } finally {
            collector.interrupt();
            collector.join();
        }
    }
}
