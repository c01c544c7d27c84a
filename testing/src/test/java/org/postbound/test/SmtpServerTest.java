package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.InDoubtException;
import org.postbound.Receipt;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTlsException;
import org.postbound.ra.SmtpManagedConnectionFactory;

class SmtpServerTest {
    private static final Email EMAIL = Email.builder()
            .from("shop@example.org")
            .to("jo@example.org", "bob@example.org")
            .subject("Thank you")
            .text("It is on its way.\n")
            .build();

    private static SmtpServer started(SmtpServer server) {
        server.start();
        return server;
    }

    private static Receipt send(SmtpConnectionFactory mail) {
        try (SmtpConnection connection = mail.getConnection()) {
            return connection.send(EMAIL);
        }
    }

    private static Receipt send(SmtpManagedConnectionFactory factory) {
        return send(RealAdapter.connectionFactory(factory));
    }

    @Test
    void mail_isReceivedWhenSendReturns() {
        try (SmtpServer server = started(SmtpServer.create())) {
            Receipt receipt = send(RealAdapter.of(server));
            ReceivedMail received = server.inbox().only();
            assertEquals("shop@example.org", received.reversePath());
            assertEquals(List.of("jo@example.org", "bob@example.org"), received.recipients());
            assertEquals("It is on its way.\n", received.text());
            assertEquals(receipt.messageId(), received.messageId());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Security.class,
            names = {"TLS", "STARTTLS", "STARTTLS_IF_OFFERED"})
    void protectedServer_isTrustedByItsTrustStore(Security security) {
        try (SmtpServer server = started(
                SmtpServer.builder().security(security).login("shop", "secret").build())) {
            SmtpManagedConnectionFactory factory = RealAdapter.of(server, security.name());
            factory.setUserName("shop");
            factory.setPassword("secret");
            try (SmtpConnection connection =
                    RealAdapter.connectionFactory(factory).getConnection()) {
                assertTrue(connection.server().tlsProtocol().isPresent());
                assertEquals(Disposition.ACCEPTED, connection.send(EMAIL).disposition());
            }
            assertEquals(1, server.inbox().total());
        }
    }

    @Test
    void protectedServer_isNotTrustedWithoutIt() {
        try (SmtpServer server =
                started(SmtpServer.builder().security(Security.STARTTLS).build())) {
            SmtpManagedConnectionFactory factory = RealAdapter.of(server);
            factory.setSecurity("STARTTLS");
            assertThrows(SmtpTlsException.class, () -> send(factory));
        }
    }

    @Test
    void serverThatRequiresTls_refusesPlaintext() {
        try (SmtpServer server =
                started(SmtpServer.builder().security(Security.STARTTLS).build())) {
            assertEquals(
                    530,
                    assertThrows(SmtpReplyException.class, () -> send(RealAdapter.of(server)))
                            .reply()
                            .code());
        }
    }

    @Test
    void login_isRequired_andChecked() {
        try (SmtpServer server = started(SmtpServer.builder()
                .security(Security.STARTTLS)
                .login("shop", "secret")
                .build())) {
            assertThrows(SmtpReplyException.class, () -> send(RealAdapter.of(server, "STARTTLS")));
            SmtpManagedConnectionFactory stranger = RealAdapter.of(server, "STARTTLS");
            stranger.setUserName("shop");
            stranger.setPassword("wrong");
            assertThrows(SmtpAuthenticationException.class, () -> send(stranger));
            assertEquals(0, server.inbox().total());
        }
    }

    @Test
    void refusedRecipient_isRefused_untilTheReset() {
        try (SmtpServer server = started(SmtpServer.create())) {
            server.refuse("BOB@example.org", 550, "5.1.1 no such user");
            SmtpReplyException refusal = assertThrows(SmtpReplyException.class, () -> send(RealAdapter.of(server)));
            assertEquals("550 5.1.1 no such user", refusal.reply().toString());
            server.reset();
            send(RealAdapter.of(server));
            assertEquals(1, server.inbox().total());
        }
    }

    @Test
    void slowServer_leavesMailInDoubt_whereTheClientDoesNotWait() throws Exception {
        try (SmtpServer server = started(SmtpServer.create())) {
            server.delay(Duration.ofSeconds(30));
            SmtpManagedConnectionFactory impatient = RealAdapter.of(server);
            impatient.setFinalReplyTimeout(50);
            InDoubtException inDoubt = assertThrows(InDoubtException.class, () -> send(impatient));
            assertEquals(inDoubt.messageId(), server.inbox().await(1).get(0).messageId());
        }
    }

    @Test
    void slowServer_saysSoAfterAWhile() {
        try (SmtpServer server = started(SmtpServer.create())) {
            server.delay(Duration.ofMillis(20));
            long start = System.nanoTime();
            send(RealAdapter.of(server));
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void serverThatWentAway_refusesConnections_andComesBackOnItsPort() {
        try (SmtpServer server = started(SmtpServer.create())) {
            int port = server.port();
            SmtpConnectionFactory mail = RealAdapter.connectionFactory(RealAdapter.of(server));
            send(mail);
            server.stop();
            server.stop();
            assertEquals(
                    SmtpConnectException.Reason.REFUSED,
                    assertThrows(SmtpConnectException.class, () -> send(mail)).reason());
            server.start();
            assertEquals(port, server.port());
            send(mail);
            assertEquals(2, server.inbox().total());
        }
    }

    @Test
    void portOfAServerThatWentAway_isItsOwn() {
        try (SmtpServer server = started(SmtpServer.create())) {
            InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
            server.stop();
            assertThrows(BindException.class, () -> {
                try (ServerSocket other = new ServerSocket()) {
                    other.bind(address);
                }
            });
        }
    }

    @Test
    void closedServer_canStartAgain() {
        SmtpServer server = started(SmtpServer.create());
        server.close();
        assertFalse(server.isRunning());
        try (server) {
            server.start();
            send(RealAdapter.of(server));
            assertEquals(1, server.inbox().total());
        }
    }

    /** The connection is open, and found dead when it is used again. */
    @Test
    void serverThatWentAway_closesItsConnections() {
        try (SmtpServer server = started(SmtpServer.create());
                SmtpConnection connection =
                        RealAdapter.connectionFactory(RealAdapter.of(server)).getConnection()) {
            connection.send(EMAIL);
            server.stop();
            assertThrows(SmtpConnectException.class, () -> connection.send(EMAIL));
        }
    }

    @Test
    void serverThatDoesNotRun_saysSo() {
        SmtpServer server = SmtpServer.create();
        assertThrows(IllegalStateException.class, server::port);
        assertThrows(IllegalStateException.class, server::trustStore);
        server.start();
        try (server) {
            assertThrows(IllegalStateException.class, server::start);
            assertEquals("SmtpServer[" + server.host() + ":" + server.port() + ", NONE]", server.toString());
        }
    }

    @Test
    void twoServers_haveTheirOwnPortsAndMail() {
        try (SmtpServer one = started(SmtpServer.create());
                SmtpServer other = started(SmtpServer.create())) {
            send(RealAdapter.of(one));
            assertEquals(Optional.empty(), other.inbox().all().stream().findFirst());
            assertEquals(1, one.inbox().total());
        }
    }
}
