package org.postbound.bench;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.mime.MessageRenderer;
import org.postbound.mime.RenderedMessage;

/**
 * Building and rendering a typical message, side by side with a {@code MimeMessage} of Angus Mail that says the same:
 * text and HTML of 4 KB together, without and with an attachment of 8 KB. And what it costs to take a message that is
 * rendered already.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RenderingBenchmark {
    private static final String FROM = "shop@example.org";
    private static final String TO = "jo@example.net";
    private static final String SUBJECT = "Ihre Bestellung f\u00fcr M\u00fcnchen";
    private static final String TEXT = "Thank you for your order, it is on its way to you.\n".repeat(20);
    private static final String HTML = "<p>Thank you for your <b>order</b>, it is on its way to you.</p>\n".repeat(46);
    private static final String TYPE = "application/pdf";
    private static final Envelope ENVELOPE = Envelope.of(FROM, TO);

    private final byte[] invoice = new byte[8192];
    private final byte[] rendered4k = rendered(4096);
    private final byte[] rendered100k = rendered(102_400);
    private final Session session = Session.getInstance(new Properties());
    private final MessageRenderer renderer =
            new MessageRenderer(Optional.empty(), 0, Clock.system(ZoneId.systemDefault()), () -> "example.org");

    /** Makes what is attached. */
    public RenderingBenchmark() {
        new Random(1).nextBytes(invoice);
    }

    private static byte[] rendered(int size) {
        String header =
                "From: %s\r\nTo: %s\r\nSubject: Order\r\nMessage-ID: <1@example.org>\r\n\r\n".formatted(FROM, TO);
        String line = "It is on its way to you, and will arrive by the end of the week.\r\n";
        return (header + line.repeat((size - header.length()) / line.length())).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Text and HTML, by Postbound.
     *
     * @return the message
     */
    @Benchmark
    public RenderedMessage textAndHtml() {
        return renderer.render(email().build());
    }

    /**
     * Text and HTML, by Angus Mail.
     *
     * @return the message
     * @throws Exception if it cannot be rendered
     */
    @Benchmark
    public byte[] textAndHtmlByAngus() throws Exception {
        MimeMessage message = message();
        message.setContent(alternative());
        return written(message);
    }

    /**
     * With an attachment, by Postbound.
     *
     * @return the message
     */
    @Benchmark
    public RenderedMessage attachment() {
        return renderer.render(email().attach("invoice.pdf", TYPE, invoice).build());
    }

    /**
     * With an attachment, by Angus Mail.
     *
     * @return the message
     * @throws Exception if it cannot be rendered
     */
    @Benchmark
    public byte[] attachmentByAngus() throws Exception {
        MimeBodyPart text = new MimeBodyPart();
        text.setContent(alternative());
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(invoice, TYPE)));
        file.setFileName("invoice.pdf");
        MimeMessage message = message();
        message.setContent(new MimeMultipart(text, file));
        return written(message);
    }

    /**
     * A message of 4 KB that was rendered before.
     *
     * @return the message
     */
    @Benchmark
    public RenderedMessage rendered4k() {
        return renderer.render(ENVELOPE, rendered4k);
    }

    /**
     * A message of 100 KB that was rendered before.
     *
     * @return the message
     */
    @Benchmark
    public RenderedMessage rendered100k() {
        return renderer.render(ENVELOPE, rendered100k);
    }

    private static Email.Builder email() {
        return Email.builder().from(FROM).to(TO).subject(SUBJECT).text(TEXT).html(HTML);
    }

    private MimeMessage message() throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(FROM);
        message.setRecipients(RecipientType.TO, TO);
        message.setSubject(SUBJECT, "UTF-8");
        return message;
    }

    private static Multipart alternative() throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(TEXT, "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(HTML, "UTF-8", "html");
        return new MimeMultipart("alternative", text, html);
    }

    private static byte[] written(MimeMessage message) throws MessagingException, IOException {
        message.saveChanges();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }
}
