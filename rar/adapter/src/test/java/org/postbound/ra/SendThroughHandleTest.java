package org.postbound.ra;

import static jakarta.resource.spi.ConnectionEvent.CONNECTION_ERROR_OCCURRED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.InDoubtException;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpServerInfo;
import org.postbound.smtp.ScriptedServer;

/** Sends outside of a transaction: receipts, failures, and what the container is told. */
class SendThroughHandleTest {
    private static final String MAIL = "MAIL FROM:<a@from.test>";
    private static final String RCPT = "RCPT TO:<b@to.test>";

    private interface Use {
        void with(StubContainer container, SmtpManagedConnection connection, SmtpConnection handle) throws Exception;
    }

    private static void against(ScriptedServer.Script script, Use use) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(script);
                StubContainer container = StubContainer.start(server.port())) {
            SmtpManagedConnection connection = container.connect();
            use.with(container, connection, container.handle(connection));
            connection.destroy();
        }
    }

    private static void take(ScriptedServer.Client client) throws Exception {
        client.takeMessage("b@to.test");
        client.reply("250 queued");
    }

    private static Email email(String... recipients) {
        return Email.builder()
                .from("a@from.test")
                .to(recipients)
                .subject("Hello")
                .text("Hello")
                .build();
    }

    private static void assertToldOnce(
            StubContainer container, SmtpManagedConnection connection, SmtpConnection handle, Throwable failure) {
        assertEquals(List.of(CONNECTION_ERROR_OCCURRED), container.events.ids());
        assertSame(handle, container.events.all().get(0).getConnectionHandle());
        assertSame(connection, container.events.all().get(0).getSource());
        assertSame(failure, container.events.all().get(0).getException());
        assertEquals(Set.of(connection), container.factory.getInvalidConnections(Set.of(connection)));
    }

    @Test
    void accepted_isToldByTheReceipt() throws Exception {
        against(
                client -> {
                    client.greet();
                    take(client);
                    client.expectQuit();
                },
                (container, connection, handle) -> {
                    Receipt receipt = StubContainer.send(handle);
                    assertEquals(Disposition.ACCEPTED, receipt.disposition());
                    assertEquals("<1@from.test>", receipt.messageId());
                    assertEquals(250, receipt.reply().orElseThrow().code());
                    assertEquals("b@to.test", receipt.recipients().get(0).address());
                    assertTrue(receipt.recipients().get(0).isAccepted());
                    assertEquals(List.of(), container.events.ids());
                });
    }

    @Test
    void server_connects() throws Exception {
        against(client -> client.greet("SIZE 1000").expectQuit(), (container, connection, handle) -> {
            SmtpServerInfo info = handle.server();
            assertEquals("localhost", info.host());
            assertEquals(Optional.empty(), info.tlsProtocol());
        });
    }

    @Test
    void unreachableServer_isNoErrorOfTheConnection() throws Exception {
        try (RefusingPort refusing = new RefusingPort();
                StubContainer container = StubContainer.start(refusing.port())) {
            SmtpConnection handle = container.handle(container.connect());
            assertThrows(SmtpConnectException.class, () -> StubContainer.send(handle));
            assertThrows(SmtpConnectException.class, handle::server);
            assertEquals(List.of(), container.events.ids());
        }
    }

    @Test
    void refusal_isNoErrorOfTheConnection() throws Exception {
        against(
                client -> {
                    client.greet().on(MAIL, "550 5.7.1 not you");
                    take(client);
                    client.expectQuit();
                },
                (container, connection, handle) -> {
                    SmtpReplyException refusal =
                            assertThrows(SmtpReplyException.class, () -> StubContainer.send(handle));
                    assertFalse(refusal.isTransient());
                    assertEquals(List.of(), container.events.ids());
                    assertEquals(Set.of(), container.factory.getInvalidConnections(Set.of(connection)));
                    assertEquals(
                            Disposition.ACCEPTED, StubContainer.send(handle).disposition());
                });
    }

    @Test
    void messageThatTheServerCannotTake_isNoErrorOfTheConnection() throws Exception {
        against(client -> client.greet("SIZE 10").expectQuit(), (container, connection, handle) -> {
            assertThrows(SmtpException.class, () -> StubContainer.send(handle));
            assertEquals(List.of(), container.events.ids());
        });
    }

    @Test
    void reply421_isToldOnce() throws Exception {
        against(client -> client.greet().on(MAIL, "421 shutting down").expectEnd(), (container, connection, handle) -> {
            SmtpException failure = assertThrows(SmtpException.class, () -> StubContainer.send(handle));
            assertTrue(failure.isTransient());
            assertToldOnce(container, connection, handle, failure);
        });
    }

    @Test
    void reply421ToTheMessage_isToldOnce() throws Exception {
        against(
                client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("421 shutting down").expectEnd();
                },
                (container, connection, handle) -> {
                    SmtpException failure = assertThrows(SmtpReplyException.class, () -> StubContainer.send(handle));
                    assertToldOnce(container, connection, handle, failure);
                });
    }

    @Test
    void lostLink_isToldOnce_andTheConnectionMatchesNoMore() throws Exception {
        against(client -> client.greet().on(MAIL, "250 ok").expect(RCPT).close(), (container, connection, handle) -> {
            SmtpException failure = assertThrows(SmtpConnectException.class, () -> StubContainer.send(handle));
            assertToldOnce(container, connection, handle, failure);
            assertEquals(
                    null,
                    container.factory.matchManagedConnections(Set.of(connection), null, StubContainer.CONFIGURED));
        });
    }

    @Test
    void doubt_isToldOnce() throws Exception {
        against(
                client -> {
                    client.greet().takeMessage("b@to.test");
                    client.close();
                },
                (container, connection, handle) -> {
                    SmtpException failure = assertThrows(InDoubtException.class, () -> StubContainer.send(handle));
                    assertToldOnce(container, connection, handle, failure);
                });
    }

    /** A container that goes on with the connection, although it was told. */
    @Test
    void secondLoss_isNotToldAgain() throws Exception {
        ScriptedServer.Script losing = client -> client.greet().expect(MAIL).close();
        try (ScriptedServer server = ScriptedServer.start(losing, losing);
                StubContainer container = StubContainer.start(server.port())) {
            SmtpConnection handle = container.handle(container.connect());
            assertThrows(SmtpConnectException.class, () -> StubContainer.send(handle));
            assertThrows(SmtpConnectException.class, () -> StubContainer.send(handle));
            assertEquals(List.of(CONNECTION_ERROR_OCCURRED), container.events.ids());
        }
    }

    @Test
    void sendAll_tellsOneOutcomeEach() throws Exception {
        against(
                client -> {
                    client.greet();
                    take(client);
                    client.on(MAIL, "250 ok").on(RCPT, "550 no such user").on("RSET", "250 ok");
                    take(client);
                    client.expectQuit();
                },
                (container, connection, handle) -> {
                    List<Receipt> receipts =
                            handle.sendAll(List.of(email("b@to.test"), email("b@to.test"), email("b@to.test")));
                    assertEquals(
                            List.of(Disposition.ACCEPTED, Disposition.FAILED, Disposition.ACCEPTED),
                            receipts.stream().map(Receipt::disposition).toList());
                    assertInstanceOf(
                            SmtpReplyException.class, receipts.get(1).failure().orElseThrow());
                    assertEquals(
                            550,
                            receipts.get(1)
                                    .recipients()
                                    .get(0)
                                    .reply()
                                    .orElseThrow()
                                    .code());
                    assertEquals(List.of(), container.events.ids());
                });
    }

    @Test
    void sendAllOverALostLink_isToldOnce_andNoMessageWaitsForAnotherConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                        client -> client.greet().expect(MAIL).close());
                StubContainer container = StubContainer.start(server.port())) {
            SmtpManagedConnection connection = container.connect();
            SmtpConnection handle = container.handle(connection);
            List<Receipt> receipts = handle.sendAll(List.of(email("b@to.test"), email("b@to.test")));
            assertEquals(
                    List.of(Disposition.FAILED, Disposition.FAILED),
                    receipts.stream().map(Receipt::disposition).toList());
            assertFalse(receipts.get(0).recipients().get(0).isAccepted());
            assertToldOnce(
                    container, connection, handle, receipts.get(1).failure().orElseThrow());
        }
    }

    @Test
    void sendAllWithNullOrInvalidEmail_sendsNothing_andNamesIt() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            SmtpConnection handle = container.handle(container.connect());
            InvalidEmailException refusal = assertThrows(
                    InvalidEmailException.class, () -> handle.sendAll(Arrays.asList(email("b@to.test"), null)));
            assertTrue(refusal.getMessage().contains("emails[1]"), refusal.getMessage());
            Email authorless =
                    Email.builder().to("b@to.test").subject("s").text("t").build();
            refusal = assertThrows(
                    InvalidEmailException.class, () -> handle.sendAll(List.of(email("b@to.test"), authorless)));
            assertTrue(refusal.getMessage().contains("emails[1]"), refusal.getMessage());
            assertEquals(List.of(), handle.sendAll(List.of()));
            assertThrows(InvalidEmailException.class, () -> handle.sendAll(null));
            assertThrows(InvalidEmailException.class, () -> handle.send((Email) null));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void partOfTheRecipientsRefused_isDecidedByPartialDelivery(boolean partial) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().on(MAIL, "250 ok").on(RCPT, "250 ok").on("RCPT TO:<c@to.test>", "550 unknown");
                    if (partial) {
                        client.on("DATA", "354 go").content();
                        client.reply("250 queued");
                    } else {
                        client.on("RSET", "250 ok");
                    }
                    client.expectQuit();
                });
                StubContainer container = StubContainer.start(server.port())) {
            container.factory.setPartialDelivery(partial);
            SmtpManagedConnection connection = container.connect();
            SmtpConnection handle = container.handle(connection);
            Envelope envelope = Envelope.of("a@from.test", "b@to.test", "c@to.test");
            if (partial) {
                Receipt receipt = handle.send(envelope, StubContainer.message(1));
                assertEquals(
                        List.of(true, false),
                        receipt.recipients().stream()
                                .map(outcome -> outcome.isAccepted())
                                .toList());
            } else {
                SmtpReplyException refusal =
                        assertThrows(SmtpReplyException.class, () -> handle.send(envelope, StubContainer.message(1)));
                assertEquals(2, refusal.recipients().size());
            }
            assertEquals(List.of(), container.events.ids());
            connection.destroy();
        }
    }
}
