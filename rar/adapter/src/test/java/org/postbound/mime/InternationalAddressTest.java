package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.email;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/** Addresses that need SMTPUTF8 (RFC 6531), and headers in UTF-8 (RFC 6532). */
class InternationalAddressTest {
    private static final Envelope ENVELOPE = Envelope.of("bounces@example.org", "jo@example.net");

    private static String utf8(WireMessage message) {
        return new String(text(message).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Session session(boolean allowUtf8) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(allowUtf8));
        return Session.getInstance(properties);
    }

    private static MimeMessage parse(boolean allowUtf8, byte[] octets) throws Exception {
        return new MimeMessage(session(allowUtf8), new ByteArrayInputStream(octets));
    }

    private static byte[] octets(WireMessage message) {
        return text(message).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> recipients(RenderedMessage rendered) {
        return rendered.envelope().forwardPaths().stream()
                .map(ForwardPath::address)
                .toList();
    }

    @Test
    void internationalLocalPart_standsInUtf8() {
        RenderedMessage rendered = RENDERER.render(Email.builder()
                .from("J\u00f6rg M\u00fcller <j\u00f6rg@b\u00fccher.example>")
                .to("\u738b\u5c0f\u660e <\u738b@xn--mnchen-3ya.example>", "jo@m\u00fcnchen.example")
                .subject("Gr\u00fc\u00dfe")
                .text("Hi")
                .build());

        assertEquals("""
                Date: Mon, 2 Mar 2026 10:20:30 +0000
                From: "J\u00f6rg M\u00fcller" <j\u00f6rg@b\u00fccher.example>
                To: "\u738b\u5c0f\u660e" <\u738b@m\u00fcnchen.example>, jo@xn--mnchen-3ya.example
                Message-ID: <unique@app.example.org>
                Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: 7bit

                Hi
                """.replace("\n", "\r\n"), utf8(rendered.message()));
        assertEquals("j\u00f6rg@b\u00fccher.example", rendered.envelope().reversePath());
        assertEquals(List.of("\u738b@m\u00fcnchen.example", "jo@xn--mnchen-3ya.example"), recipients(rendered));
        assertTrue(rendered.message().needsSmtpUtf8());
        assertTrue(rendered.message().isEightBit());
    }

    @Test
    void internationalHeader_isReadAsGiven() throws Exception {
        RenderedMessage rendered = RENDERER.render(email().to("\"Doe, J\u00f6\" <j\u00f6@example.net>")
                .replyTo("\u7528\u6237@\u4f8b\u3048.example")
                .subject("\u4f60\u597d")
                .text("Hi")
                .build());

        MimeMessage message = parse(true, octets(rendered.message()));

        InternetAddress to = (InternetAddress) message.getRecipients(RecipientType.TO)[1];
        assertEquals("Doe, J\u00f6", to.getPersonal());
        assertEquals("j\u00f6@example.net", to.getAddress());
        assertEquals("\u7528\u6237@\u4f8b\u3048.example", ((InternetAddress) message.getReplyTo()[0]).getAddress());
        assertEquals("\u4f60\u597d", message.getSubject());
    }

    @Test
    void manyInternationalRecipients_areFolded() throws Exception {
        String[] to = IntStream.range(0, 100)
                .mapToObj(i -> "Empf\u00e4nger " + i + " <r\u00e4" + i + "@example.net>")
                .toArray(String[]::new);
        WireMessage message = RENDERER.render(email().to(to).text("Hi").build()).message();

        assertEquals(101, parse(true, octets(message)).getRecipients(RecipientType.TO).length);
        assertTrue(text(message).lines().allMatch(line -> line.length() <= 90), text(message));
    }

    @Test
    void foreignDomainAlone_needsNoSmtpUtf8() {
        RenderedMessage rendered = RENDERER.render(
                email().to("J\u00f6 <jo@m\u00fcnchen.example>").text("Hi").build());

        assertFalse(rendered.message().needsSmtpUtf8());
        assertFalse(rendered.message().isEightBit());
        assertEquals("jo@xn--mnchen-3ya.example", recipients(rendered).get(1));
    }

    @Test
    void hiddenRecipient_leavesTheHeaderInAscii() {
        RenderedMessage rendered =
                RENDERER.render(email().bcc("j\u00f6@example.net").text("Hi").build());

        assertFalse(rendered.message().needsSmtpUtf8());
        assertEquals("j\u00f6@example.net", recipients(rendered).get(1));
    }

    @Test
    void domainThatIsNotEncodedAlikeByAll_isKeptWhereItIsNotEncoded() {
        RenderedMessage rendered = RENDERER.render(
                email().to("j\u00f6@stra\u00dfe.example").text("Hi").build());

        assertEquals("j\u00f6@stra\u00dfe.example", recipients(rendered).get(1));
    }

    /** A sign that is no letter, a vowel sign, and a domain literal. */
    @ParameterizedTest
    @ValueSource(strings = {"xn--gba.example", "xn--11b4c3d.example", "[192.0.2.7]"})
    void domainThatJakartaMailWouldNotRead_staysAsItIs(String domain) {
        RenderedMessage rendered =
                RENDERER.render(email().to("j\u00f6@" + domain).text("Hi").build());

        assertEquals("j\u00f6@" + domain, recipients(rendered).get(1));
    }

    @Test
    void domainWithVowelSigns_isSentInAscii() {
        String domain = "\u0921\u093e\u091f\u093e.\u092d\u093e\u0930\u0924";
        RenderedMessage rendered = RENDERER.render(email().to("\u0905\u091c\u092f@" + domain, "jo@" + domain)
                .text("Hi")
                .build());

        assertEquals(
                List.of("\u0905\u091c\u092f@xn--c2bd1gb.xn--h2brj9c", "jo@xn--c2bd1gb.xn--h2brj9c"),
                recipients(rendered).subList(1, 3));
    }

    @Test
    void domainThatJakartaMailWouldNotRead_andThatIsNotEncodedAlikeByAll_isRefused() {
        Email email =
                email().to("j\u00f6@stra\u00dfu\u0308e.example").text("Hi").build();

        assertEquals("to[1]", refused(() -> RENDERER.render(email)).field());
    }

    @Test
    void givenEnvelope_isKeptInUnicode() {
        Envelope given = new Envelope(
                "j\u00f6@xn--bcher-kva.example",
                List.of(new ForwardPath("m\u00fc@example.net", Set.of(), Optional.of("\u738b@m\u00fcnchen.example"))),
                ENVELOPE.options());

        RenderedMessage rendered =
                RENDERER.render(given, "From: a@example.org\r\n\r\nHi".getBytes(StandardCharsets.US_ASCII));

        assertEquals("j\u00f6@b\u00fccher.example", rendered.envelope().reversePath());
        assertEquals(List.of("m\u00fc@example.net"), recipients(rendered));
        assertEquals(
                "\u738b@m\u00fcnchen.example",
                rendered.envelope().forwardPaths().get(0).originalRecipient().orElseThrow());
        assertFalse(rendered.message().needsSmtpUtf8());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messageMadeByTheApplication_isWrittenInUtf8(boolean allowUtf8) throws Exception {
        MimeMessage message = new MimeMessage(session(allowUtf8));
        message.setFrom(new InternetAddress("j\u00f6@example.org", "J\u00f6", "UTF-8"));
        message.setRecipient(RecipientType.TO, new InternetAddress("\u738b@example.net"));
        message.setRecipient(RecipientType.BCC, new InternetAddress("h\u00e4@example.net"));
        message.setText("Hi");

        RenderedMessage rendered = RENDERER.render(message);

        assertEquals("j\u00f6@example.org", rendered.envelope().reversePath());
        assertEquals(List.of("\u738b@example.net", "h\u00e4@example.net"), recipients(rendered));
        assertTrue(utf8(rendered.message()).contains(" <j\u00f6@example.org>\r\n"), utf8(rendered.message()));
        assertTrue(utf8(rendered.message()).contains("\r\nTo: \u738b@example.net\r\n"), utf8(rendered.message()));
        assertTrue(rendered.message().needsSmtpUtf8());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messageReadByTheApplication_isSentOctetForOctet(boolean allowUtf8) throws Exception {
        String given = """
                Date: Mon, 2 Mar 2026 10:20:30 +0000
                Message-ID: <1@example.org>
                From: J\u00f6 <j\u00f6@example.org>
                To: \u738b@example.net
                Subject: \u738b

                Hi
                """.replace("\n", "\r\n");

        RenderedMessage rendered = RENDERER.render(parse(allowUtf8, given.getBytes(StandardCharsets.UTF_8)));

        assertEquals(given, utf8(rendered.message()));
        assertEquals("j\u00f6@example.org", rendered.envelope().reversePath());
        assertEquals(List.of("\u738b@example.net"), recipients(rendered));
    }

    /** What {@code Transport.send} does, for one: then Jakarta Mail writes the headers anew, from what it read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messageReadAndSavedByTheApplication_keepsItsHeaders(boolean allowUtf8) throws Exception {
        String given = """
                From: J\u00f6 <j\u00f6@example.org>
                To: \u738b@example.net
                Subject: Zo\u00eb \u738b
                 \u00e9
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Description: Zo\u00eb
                Content-Disposition: attachment; filename="\u738b.txt"

                Hi
                --b--
                """.replace("\n", "\r\n");
        MimeMessage message = parse(allowUtf8, given.getBytes(StandardCharsets.UTF_8));
        message.saveChanges();

        String sent = utf8(RENDERER.render(message).message());

        given.lines().forEach(line -> assertTrue(sent.lines().anyMatch(line::equals), () -> line + " in " + sent));
    }

    @Test
    void renderedUtf8_isSentOctetForOctet() {
        String given = "From: J\u00f6 <j\u00f6@example.org>\r\nSubject: \u738b\r\n\r\nHi\r\n";

        WireMessage message = RENDERER.render(ENVELOPE, given.getBytes(StandardCharsets.UTF_8))
                .message();

        assertEquals(given, utf8(message));
        assertTrue(message.needsSmtpUtf8());
    }

    @Test
    void eightBitBody_needsNoSmtpUtf8() {
        String given = "From: a@example.org\r\n\r\n\u738b\r\n";

        WireMessage message = RENDERER.render(ENVELOPE, given.getBytes(StandardCharsets.UTF_8))
                .message();

        assertFalse(message.needsSmtpUtf8());
        assertTrue(message.isEightBit());
    }

    /** In the table each pair of digits is an octet. */
    @ParameterizedTest
    @CsvSource({"E9", "C3", "C328", "C0AF", "EDA080", "F5808080", "FF"})
    void headerThatIsNotUtf8_isRefusedNamingIt(String octets) {
        String value = new String(HexFormat.of().parseHex(octets), StandardCharsets.ISO_8859_1);
        String given = "From: a@example.org\r\nSubject:\r\n x" + value + "\r\n\r\nHi\r\n";

        InvalidEmailException e = refused(() -> RENDERER.render(ENVELOPE, given.getBytes(StandardCharsets.ISO_8859_1)));

        assertEquals("Subject", e.field());
        assertTrue(e.getMessage().contains("not UTF-8"), e.getMessage());
    }

    @Test
    void internationalDefaultFrom_isAddedInUtf8() {
        MessageRenderer renderer = Rendering.renderer(Optional.of(Mailbox.parse("J\u00f6 <j\u00f6@example.org>")), 0);

        RenderedMessage rendered = renderer.render(ENVELOPE, Rendering.parse("Subject: x\r\n\r\nHi\r\n"));

        assertTrue(utf8(rendered.message()).contains("\r\nFrom: \"J\u00f6\" <j\u00f6@example.org>\r\n"));
        assertTrue(rendered.message().needsSmtpUtf8());
    }
}
