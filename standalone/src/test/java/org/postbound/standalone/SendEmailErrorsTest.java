package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Email;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTlsException;
import org.postbound.smtp.ScriptedServer;
import org.postbound.smtp.TestCertificates;

/** The rows of docs/coming-from.md on the errors of Cortex's "Send Email Using SMTP Server" block. Nothing is ever sent. */
class SendEmailErrorsTest {
    private static Email.Builder email() {
        return Email.builder()
                .from("shop@from.test")
                .to("jo@to.test")
                .subject("Hello")
                .text("Hello");
    }

    /** What is built is sent to a server that would take anything; what is told is of the field. */
    private static InvalidEmailException refused(String field, Function<Email.Builder, Email.Builder> change) {
        try (MailServer server = MailServer.plain();
                SmtpConnection session = Postbound.connect(server.spec())) {
            InvalidEmailException refusal = assertThrows(
                    InvalidEmailException.class,
                    () -> session.send(change.apply(email()).build()));
            assertEquals(field, refusal.field());
            assertEquals(List.of(), server.arrived());
            return refusal;
        }
    }

    private static void refused(String property, Executable call) {
        assertEquals(
                property, assertThrows(SmtpConfigurationException.class, call).property());
    }

    /** What is asked for is said of a server that would take anything; nobody connects to it. */
    private static void refusedAt(String property, BiFunction<SmtpConnectionSpec, Integer, SmtpConnectionSpec> change) {
        try (MailServer server = MailServer.plain()) {
            refused(property, () -> Postbound.connect(change.apply(server.spec(), server.port())));
            assertEquals(0, server.sessions());
        }
    }

    private static SmtpConnectionSpec at(String host, int port) {
        return SmtpConnectionSpec.configured().withServer(host, port, Security.NONE);
    }

    /** Sends to a server that follows the script, and is then left without having been sent any message. */
    private static <T extends SmtpException> T fails(Class<T> failure, Security security, ScriptedServer.Script script)
            throws Exception {
        try (ScriptedServer server = ScriptedServer.start(script);
                PostboundFactory factory = MailServer.trusting(Postbound.factory())
                        .server("localhost")
                        .port(server.port())
                        .security(security)
                        .user(MailServer.USER, MailServer.PASSWORD)
                        .property("HeloName", "client.test")
                        .build();
                SmtpConnection session = factory.getConnection()) {
            return assertThrows(failure, () -> session.send(Mails.to("jo@to.test")));
        }
    }

    @Test
    void bodyWithoutFormat_cannotBeSaid_andWithoutBody_isRefused() {
        refused("text", builder -> builder.text(null));
        refused("html", builder -> builder.html(null));
        refused("text", builder -> Email.builder().from("shop@from.test").to("jo@to.test"));
    }

    @Test
    void priorityThatIsNone_isRefused() {
        refused("priority", builder -> builder.priority(null));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void portOutOfRange_isRefused(int port) {
        refused("PortNumber", () -> Postbound.connect(at("localhost", port)));
    }

    @Test
    void portWhereNothingListens_isToldSo() throws Exception {
        int port;
        try (ServerSocket idle = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = idle.getLocalPort();
        }
        SmtpConnectException failure =
                assertThrows(SmtpConnectException.class, () -> Postbound.connect(at("localhost", port)));
        assertEquals(SmtpConnectException.Reason.REFUSED, failure.reason());
        assertTrue(failure.getMessage().contains("PortNumber"), failure.getMessage());
    }

    @Test
    void hostThatIsNone_isRefused() {
        refused("ServerName", () -> Postbound.connect(at("two words", 25)));
        SmtpConnectException failure =
                assertThrows(SmtpConnectException.class, () -> Postbound.connect(at("relay.invalid", 25)));
        assertEquals(SmtpConnectException.Reason.HOST_UNKNOWN, failure.reason());
        assertTrue(failure.getMessage().contains("ServerName"), failure.getMessage());
    }

    @Test
    void serverThatRequiresTls_saysSo() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> client.reply("220 mx.test")
                        .expectMatching("EHLO .*")
                        .reply("250-mx.test", "250 STARTTLS")
                        .on("MAIL FROM:<shop@from.test>", "530 5.7.0 Must issue a STARTTLS command first")
                        .expectQuit());
                SmtpConnection session = Postbound.connect(at("localhost", server.port()))) {
            SmtpReplyException failure =
                    assertThrows(SmtpReplyException.class, () -> session.send(Mails.to("jo@to.test")));
            assertEquals(530, failure.reply().code());
            assertTrue(failure.getMessage().contains("set Security to STARTTLS or TLS"), failure.getMessage());
        }
        SmtpAuthenticationException failure =
                fails(SmtpAuthenticationException.class, Security.NONE, client -> client.greet("STARTTLS", "AUTH PLAIN")
                        .expectMatching("AUTH PLAIN .*")
                        .reply("530 5.7.0 Must issue a STARTTLS command first")
                        .expectEnd());
        assertEquals(530, failure.reply().orElseThrow().code());
        assertTrue(failure.getMessage().contains("set Security to STARTTLS or TLS"), failure.getMessage());
    }

    @Test
    void serverWithoutStartTls_isToldApartFromOneWithoutTls() throws Exception {
        SmtpTlsException notOffered =
                fails(SmtpTlsException.class, Security.STARTTLS, client -> client.greet("AUTH PLAIN")
                        .expectEnd());
        assertEquals(SmtpTlsException.Reason.STARTTLS_NOT_OFFERED, notOffered.reason());
        assertTrue(notOffered.getMessage().contains("set Security to TLS"), notOffered.getMessage());
        SmtpConnectException plaintext =
                fails(SmtpConnectException.class, Security.TLS, client -> client.reply("220 mx.test")
                        .expectNothingButTls());
        assertEquals(SmtpConnectException.Reason.PLAINTEXT_EXPECTED, plaintext.reason());
        assertTrue(plaintext.getMessage().contains("Security"), plaintext.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"expired, EXPIRED, renew", "stranger, UNTRUSTED, TrustStore", "wronghost, WRONG_HOST, ServerName"})
    void certificateThatIsNoGood_isToldByItsReason(String certificate, SmtpTlsException.Reason reason, String cure)
            throws Exception {
        SmtpTlsException failure = fails(
                SmtpTlsException.class,
                Security.TLS,
                client -> client.startTlsInVain(TestCertificates.server(certificate)));
        assertEquals(reason, failure.reason());
        assertTrue(failure.getMessage().contains(cure), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"bob, wonder-land", "alice, looking-glass"})
    void wrongUserOrPassword_isRefused_withoutThePassword(String user, String password) throws Exception {
        try (MailServer server = MailServer.of(Security.NONE)) {
            SmtpAuthenticationException failure = assertThrows(
                    SmtpAuthenticationException.class,
                    () -> Postbound.connect(server.spec().withPassword(user, password)));
            assertEquals(535, failure.reply().orElseThrow().code());
            assertTrue(failure.getMessage().contains(user), failure.getMessage());
            assertFalse(failure.getMessage().contains(password), failure.getMessage());
            assertEquals(List.of(), server.arrived());
        }
    }

    @Test
    void attachmentThatIsNotThere_isNamed() {
        InvalidEmailException refusal = refused("attachments[0]", builder -> builder.attach(Path.of("no", "such.pdf")));
        assertTrue(refusal.getMessage().contains("NoSuchFileException"), refusal.getMessage());
    }

    /** As root, who runs some builds, may read any file, this one is of a file system that lets nobody. */
    @Test
    void attachmentThatMayNotBeRead_isNamed() {
        InvalidEmailException refusal =
                refused("attachments[0]", builder -> builder.attach(ForbiddenFiles.file("locked.pdf")));
        assertTrue(refusal.getMessage().contains("(AccessDeniedException: locked.pdf)"), refusal.getMessage());
        assertEquals(AccessDeniedException.class, refusal.getCause().getClass());
    }

    @Test
    void nullMessage_isRefused() {
        try (MailServer server = MailServer.plain();
                SmtpConnection session = Postbound.connect(server.spec())) {
            InvalidEmailException refusal = assertThrows(InvalidEmailException.class, () -> session.send((Email) null));
            assertEquals("email", refusal.field());
            assertEquals(List.of(), server.arrived());
        }
    }

    @Test
    void nullMailbox_isRefused() {
        refused("to", builder -> builder.to((String[]) null));
        refused("to[1]", builder -> builder.to((String) null));
        refused("to[1]", builder -> builder.to((Mailbox) null));
        refused("from", builder -> builder.from((String) null));
        refused("address", builder -> builder.to(new Mailbox("Jo", null)));
    }

    @Test
    void messageOfNobody_isRefused() {
        try (MailServer server = MailServer.plain();
                SmtpConnection session = Postbound.connect(server.spec())) {
            Email ofNobody = Email.builder()
                    .to("jo@to.test")
                    .subject("Hello")
                    .text("Hello")
                    .build();
            assertEquals(
                    "from",
                    assertThrows(InvalidEmailException.class, () -> session.send(ofNobody))
                            .field());
            assertEquals(List.of(), server.arrived());
        }
    }

    @Test
    void nullServer_isRefused() {
        refused("ServerName", () -> Postbound.connect(null));
        refused("ServerName", () -> Postbound.connect(at(null, 25)));
        refusedAt("Security", (spec, port) -> spec.withServer("localhost", port, null));
    }

    @Test
    void nullCredentials_areRefused() {
        refusedAt("UserName", (spec, port) -> spec.withPassword(null, MailServer.PASSWORD));
        refusedAt("Password", (spec, port) -> spec.withPassword(MailServer.USER, null));
        refusedAt("AccessToken", (spec, port) -> spec.withAccessToken(MailServer.USER, null));
    }

    @Test
    void emptyHost_isRefused() {
        refused("ServerName", () -> Postbound.connect(at("", 25)));
    }

    @Test
    void messageToNobody_isRefused() {
        refused("to", builder -> Email.builder().from("shop@from.test").text("Hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jo", "jo@", "@to.test", "jo doe@to.test", "jo@to..test", "jo@@to.test"})
    void malformedAddress_isRefused(String address) {
        refused("to[1]", builder -> builder.to(address));
    }
}
