package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.parse;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.renderer;
import static org.postbound.mime.Rendering.text;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.UnsupportedDataTypeException;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.NewsAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.DeliveryOptions;
import org.postbound.DsnReturn;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

class MimeMessageTest {
    private static final Envelope ENVELOPE = Envelope.of("bounces@example.org", "jo@example.net");

    private static MimeMessage message() throws MessagingException {
        MimeMessage message = new MimeMessage(Rendering.session());
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setSubject("Order");
        message.setText("Hi\n.\nthere");
        return message;
    }

    private static List<String> recipients(MimeMessage message) {
        return RENDERER.render(message).envelope().forwardPaths().stream()
                .map(ForwardPath::address)
                .toList();
    }

    private static InvalidEmailException refusedMessage(MimeMessage message) {
        return refused(() -> RENDERER.render(ENVELOPE, message));
    }

    @Test
    void message_isWrittenWithCrlf() throws Exception {
        String rendered = text(RENDERER.render(message()).message());

        assertTrue(rendered.endsWith("\r\n\r\nHi\r\n.\r\nthere\r\n"), rendered);
        assertTrue(rendered.contains("\r\nSubject: Order\r\n"), rendered);
    }

    @Test
    void renderedTwice_isTheSame() throws Exception {
        MimeMessage message = message();

        assertEquals(
                text(RENDERER.render(message).message()),
                text(RENDERER.render(message).message()));
    }

    @Test
    void envelope_isThatOfTheHeaders() throws Exception {
        MimeMessage message = message();
        message.setRecipients(RecipientType.CC, "Ann <ann@example.net>, jo@EXAMPLE.net");
        message.setRecipients(RecipientType.BCC, "bob@example.net");

        assertEquals(List.of("jo@example.net", "ann@example.net", "bob@example.net"), recipients(message));
        assertEquals("shop@example.org", RENDERER.render(message).envelope().reversePath());
    }

    @Test
    void sender_isTheReversePath() throws Exception {
        MimeMessage message = message();
        message.setSender(new InternetAddress("robot@example.org"));

        assertEquals("robot@example.org", RENDERER.render(message).envelope().reversePath());
    }

    @Test
    void group_standsForItsMembers() throws Exception {
        MimeMessage message = message();
        message.setHeader("To", "friends: ann@example.net, Bob <bob@example.net>;, undisclosed-recipients:;");

        assertEquals(List.of("ann@example.net", "bob@example.net"), recipients(message));
    }

    @Test
    void foreignDomain_isWrittenInAsciiInTheEnvelope() throws Exception {
        MimeMessage message = message();
        message.setHeader("To", "jo@xn--mnchen-3ya.example");

        assertEquals(List.of("jo@xn--mnchen-3ya.example"), recipients(message));
        assertEquals(
                "jo@xn--mnchen-3ya.example",
                RENDERER.render(Envelope.of("", "jo@m\u00fcnchen.example"), message())
                        .envelope()
                        .forwardPaths()
                        .get(0)
                        .address());
    }

    @Test
    void givenEnvelope_isKept() throws Exception {
        Envelope envelope = new Envelope(
                "",
                List.of(ForwardPath.of("ann@example.net")),
                new DeliveryOptions(
                        Optional.of(DsnReturn.FULL),
                        Optional.empty(),
                        true,
                        DeliveryOptions.NONE.mtPriority(),
                        Optional.empty()));

        assertEquals(envelope, RENDERER.render(envelope, message()).envelope());
    }

    @Test
    void noRecipient_isRefused() throws Exception {
        MimeMessage message = message();
        message.setHeader("To", "undisclosed-recipients:;");

        assertEquals("To", refused(() -> RENDERER.render(message)).field());
    }

    @Test
    void newsgroup_isRefused() throws Exception {
        MimeMessage message = message();
        message.addRecipient(MimeMessage.RecipientType.NEWSGROUPS, new NewsAddress("comp.mail"));

        assertEquals("Newsgroups[0]", refused(() -> RENDERER.render(message)).field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jo@@example.net", "jo", "jo@example.net>", "jo doe@example.net"})
    void malformedRecipient_isRefusedNamingTheHeader(String to) throws Exception {
        MimeMessage message = message();
        message.setHeader("Cc", to);

        String field = refused(() -> RENDERER.render(message)).field();

        assertTrue(field.startsWith("Cc"), field);
    }

    @Test
    void nothing_isRefused() {
        assertEquals(
                "message", refused(() -> RENDERER.render((MimeMessage) null)).field());
        assertEquals(
                "message",
                refused(() -> RENDERER.render(ENVELOPE, (MimeMessage) null)).field());
        assertEquals("envelope", refused(() -> RENDERER.render(null, message())).field());
    }

    @Test
    void hiddenRecipients_areNotSeen() throws Exception {
        MimeMessage message = message();
        message.setRecipients(RecipientType.BCC, "secret@example.net");
        message.setHeader("Resent-Bcc", "secret@example.net");
        message.setHeader("Content-Length", "1");

        String rendered = text(RENDERER.render(message).message());

        assertFalse(rendered.contains("secret"), rendered);
        assertFalse(rendered.contains("Content-Length"), rendered);
        assertEquals("secret@example.net", message.getHeader("Bcc", null));
    }

    @Test
    void hiddenRecipientsThatAreWrittenNevertheless_areRefused() throws Exception {
        MimeMessage message = new MimeMessage(message()) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
                super.writeTo(out, new String[0]);
            }
        };
        message.setHeader("Bcc", "secret@example.net");

        assertEquals("Bcc", refusedMessage(message).field());
    }

    @Test
    void missingFields_areAddedInFrontWithoutTouchingTheMessage() {
        MimeMessage message = parse("Subject: x\r\nDKIM-Signature: v=1\r\n\r\nHi\r\n");
        MessageRenderer renderer = renderer(Optional.of(Mailbox.parse("Shop <shop@example.org>")), 0);

        RenderedMessage rendered = renderer.render(ENVELOPE, message);

        assertEquals("""
                Date: Mon, 2 Mar 2026 10:20:30 +0000
                From: Shop <shop@example.org>
                Message-ID: <unique@app.example.org>
                Subject: x
                DKIM-Signature: v=1

                Hi
                """.replace("\n", "\r\n"), text(rendered.message()));
        assertEquals("<unique@app.example.org>", rendered.message().messageId());
        assertNull(headerOf(message, "From"));
        assertNull(headerOf(message, "Message-ID"));
    }

    private static String[] headerOf(MimeMessage message, String name) {
        try {
            return message.getHeader(name);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void defaultFrom_isTheReversePathOfAMessageWithoutAuthor() {
        MimeMessage message = parse("To: jo@example.net\r\n\r\nHi\r\n");
        MessageRenderer renderer = renderer(Optional.of(Mailbox.parse("shop@example.org")), 0);

        assertEquals("shop@example.org", renderer.render(message).envelope().reversePath());
    }

    @Test
    void noFromAndNoDefault_isRefused() {
        MimeMessage message = parse("To: jo@example.net\r\n\r\nHi\r\n");

        assertEquals("from", refused(() -> RENDERER.render(message)).field());
        assertEquals("from", refusedMessage(message).field());
    }

    @Test
    void messageId_isThatOfTheMessage() throws Exception {
        MimeMessage message = message();
        message.saveChanges();

        assertEquals(message.getMessageID(), RENDERER.render(message).message().messageId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: evil@example.com",
                "a\nBcc: evil@example.com",
                "a\rBcc: evil@example.com",
                "a\r\n\r\nbody",
                "a\r\n \r\nbody",
                "a\r\n \t\r\n b",
                "a\r\n",
                "\r\nBcc: evil@example.com",
                "a\n b",
                "a\r b",
                "a\r\n ",
                "\r\n\r\n",
                "a\0b"
            })
    void injection_isRefusedNamingTheHeader(String value) throws Exception {
        MimeMessage message = message();
        message.setHeader("X-Note", value);

        assertEquals("X-Note", refusedMessage(message).field());

        MimeMultipart multipart = new MimeMultipart();
        MimeBodyPart part = new MimeBodyPart();
        part.setText("Hi");
        part.setHeader("X-Note", value);
        MimeBodyPart nested = new MimeBodyPart();
        nested.setContent(new MimeMultipart(part));
        multipart.addBodyPart(nested);
        MimeMessage outer = message();
        outer.setContent(multipart);

        assertEquals("X-Note", refusedMessage(outer).field());
    }

    /** Some versions of Jakarta Mail fold what would be an injection. */
    @Test
    void injectionThroughJakartaMailsOwnMethods_startsNoHeader() throws Exception {
        MimeMessage message = message();
        message.setSubject("x\r\nX-Evil: 1");
        message.setFrom(new InternetAddress("shop@example.org", "x\r\nX-Evil: 1"));
        message.setDescription("x\nX-Evil: 1");
        String rendered;
        try {
            rendered = text(RENDERER.render(ENVELOPE, message).message());
        } catch (InvalidEmailException e) {
            assertTrue(List.of("Subject", "From", "Content-Description").contains(e.field()), e.field());
            return;
        }
        assertNull(parse(rendered).getHeader("X-Evil"));
    }

    @Test
    void injectionThroughAHeaderName_isRefused() throws Exception {
        MimeMessage message = message();
        message.setHeader("X-A: 1\r\nX-Evil", "1");

        assertEquals("X-A", refusedMessage(message).field());
    }

    @Test
    void injectionThroughAFileName_isRefused() throws Exception {
        MimeBodyPart part = new MimeBodyPart();
        part.setText("Hi");
        part.setFileName("a\r\nX-Evil: 1");
        MimeMessage message = message();
        message.setContent(new MimeMultipart(part));

        String field = refusedMessage(message).field();

        assertTrue(field.startsWith("Content-"), field);
    }

    @Test
    void legalFolding_isKept() throws Exception {
        MimeMessage message = message();
        message.setHeader("X-Note", "a\r\n b\r\n\tc");

        assertTrue(text(RENDERER.render(message).message()).contains("\r\nX-Note: a\r\n b\r\n\tc\r\n"));
    }

    @Test
    void eightBitHeader_isRefused() {
        MimeMessage message = parse("From: shop@example.org\r\nSubject: \u00e9\r\n\r\nHi\r\n");

        assertEquals("Subject", refusedMessage(message).field());
    }

    @Test
    void eightBitBody_needsAServerThatTakesIt() {
        MimeMessage message = parse("From: shop@example.org\r\n\r\n\u00e9\r\n");

        assertTrue(RENDERER.render(ENVELOPE, message).message().isEightBit());
    }

    @Test
    void binaryContent_isRefused() {
        MimeMessage message = parse("From: shop@example.org\r\nContent-Transfer-Encoding: Binary\r\n\r\na\nb");

        assertEquals("Content-Transfer-Encoding", refusedMessage(message).field());
    }

    @Test
    void contentWithoutHandler_isRefusedSayingSo() throws Exception {
        MimeMessage message = message();
        message.setContent(List.of("x"), "application/x-own");

        InvalidEmailException e = refusedMessage(message);

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("DataContentHandler"), e.getMessage());
        assertInstanceOf(UnsupportedDataTypeException.class, e.getCause());
    }

    @Test
    void contentThatThrows_isRefusedWithTheCause() throws Exception {
        MimeMessage message = message();
        message.setDataHandler(new DataHandler(new Source() {
            @Override
            public InputStream getInputStream() {
                throw new IllegalStateException("not today");
            }
        }));

        InvalidEmailException e = refusedMessage(message);

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("not today"), e.getMessage());
    }

    @Test
    void contentThatIsTooLarge_isRefusedEvenIfTheWriterCatchesIt() throws Exception {
        MimeMessage message = new MimeMessage(message()) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws MessagingException {
                try {
                    super.writeTo(out, ignored);
                } catch (IOException | RuntimeException e) {
                    throw new MessagingException("wrapped", new IOException(e));
                }
            }
        };
        message.setText("x\n".repeat(1000));
        message.saveChanges();

        InvalidEmailException e = refused(() -> renderer(Optional.empty(), 1000).render(ENVELOPE, message));

        assertTrue(e.getMessage().contains("MaxMessageSize"), e.getMessage());
    }

    @Test
    void longLine_isRefusedWithItsNumber() throws Exception {
        MimeMessage message = parse("From: shop@example.org\r\n\r\n" + "a".repeat(999));

        assertTrue(refusedMessage(message).getMessage().contains("line 3"));
    }

    @Test
    void addressOfAnotherKind_isRefused() throws Exception {
        MimeMessage message = new MimeMessage(message()) {
            @Override
            public Address[] getRecipients(jakarta.mail.Message.RecipientType type) {
                return new Address[] {new NewsAddress("comp.mail")};
            }
        };

        assertEquals("To[0]", refused(() -> RENDERER.render(message)).field());
    }

    /** A data source that is a stream of nothing. */
    private static class Source implements DataSource {
        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream("".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("read only");
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return "source";
        }
    }
}
