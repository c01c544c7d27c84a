package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpConnectionFactory;

/**
 * An unmodified library on top of Jakarta Mail, in an application whose session asks for the transport by its properties:
 * what it sends takes part in the transaction, and goes through the journal.
 */
abstract class LibraryTests {
    private static final byte[] PDF = {0, 1, 2, (byte) 0xff, '\r', '\n', '.', '\r', '\n'};

    @Resource(lookup = "java:/eis/OutboxOrders")
    private SmtpConnectionFactory mail;

    @EJB
    private Transactions transactions;

    @EJB
    private Orders orders;

    @EJB
    private MailServer server;

    static EnterpriseArchive application(Class<?> test, String library) {
        return Archives.application("outbox.ear", Archives.web(test).addAsLibraries(Archives.files(library)));
    }

    /** All that an application that was written for another transport has to change. */
    static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "postbound");
        properties.setProperty("mail.transport.protocol.rfc822", "postbound");
        properties.setProperty("mail.postbound.factory", "java:/eis/OutboxOrders");
        return properties;
    }

    private static Session session() {
        return Session.getInstance(properties());
    }

    /** Sends the text {@code It is on its way.} with the subject {@code Grüße}. */
    abstract void send(Session session, String recipient) throws Exception;

    /** Sends the same with a file. */
    abstract void send(Session session, String recipient, String fileName, byte[] content) throws Exception;

    MailServer server() {
        return server;
    }

    Transactions transactions() {
        return transactions;
    }

    @BeforeEach
    void startEmpty() throws Exception {
        if (server != null) {
            server.clear();
            orders.clear();
        }
    }

    Set<String> recipients(int messages) throws Exception {
        return server.await(messages).stream()
                .flatMap(received -> received.forwardPaths().stream())
                .collect(Collectors.toSet());
    }

    private MimeMessage only() throws Exception {
        List<ReceivedMail> received = server.await(1);
        assertEquals(1, received.size());
        return new MimeMessage(
                null, new ByteArrayInputStream(received.get(0).message().getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void plainMessage_arrives() throws Exception {
        send(session(), "jo@example.org");

        MimeMessage message = only();
        assertEquals("Grüße", message.getSubject());
        assertTrue(message.getContent().toString().startsWith("It is on its way."), message.getContentType());
        assertEquals("shop@example.org", server.received().get(0).reversePath());
    }

    @Test
    void attachment_arrives() throws Exception {
        send(session(), "jo@example.org", "Rechnung.pdf", PDF);

        BodyPart file = lastPart(only());
        assertEquals("Rechnung.pdf", file.getFileName());
        assertArrayEquals(PDF, file.getInputStream().readAllBytes());
    }

    private static BodyPart lastPart(MimeMessage message) throws Exception {
        Multipart parts = (Multipart) message.getContent();
        return parts.getBodyPart(parts.getCount() - 1);
    }

    @Test
    void commit_ofRowAndMail_deliversIt() throws Exception {
        transactions.required(() -> {
            orders.insert("book");
            send(session(), "jo@example.org");
            send(session(), "ann@example.org", "Rechnung.pdf", PDF);
            assertEquals(List.of(), server.received());
            return null;
        });

        assertEquals(Set.of("jo@example.org", "ann@example.org"), recipients(2));
        assertEquals(1, orders.count());
    }

    @Test
    void exception_takesRowAndMailBack() throws Exception {
        assertThrows(
                Exception.class,
                () -> transactions.required(() -> {
                    orders.insert("book");
                    send(session(), "rolled-back@example.org");
                    throw new IllegalArgumentException("after sending");
                }));
        transactions.requiredThenMarkedRollback(() -> {
            orders.insert("book");
            send(session(), "marked@example.org");
            return null;
        });
        // What is sent later arrives first if the others were to come at all.
        transactions.required(() -> {
            send(session(), "after@example.org");
            return null;
        });

        assertEquals(Set.of("after@example.org"), recipients(1));
        assertEquals(0, orders.count());
    }

    @Test
    void sessionOfTheFactory_takesPartToo() throws Exception {
        transactions.required(() -> {
            send(mail.getMailSession(), "jo@example.org");
            assertEquals(List.of(), server.received());
            return null;
        });

        assertEquals(Set.of("jo@example.org"), recipients(1));
    }

    @Test
    void wrongAddress_isToldAsInvalid() {
        Exception e = assertThrows(Exception.class, () -> send(session(), "refused@example.org"));

        assertEquals(List.of("refused@example.org"), invalidAddresses(e));
        assertEquals(List.of(), server.received());
    }

    List<String> invalidAddresses(Exception e) {
        SendFailedException refusal = causes(e)
                .filter(SendFailedException.class::isInstance)
                .map(SendFailedException.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError(e));
        return Arrays.stream(refusal.getInvalidAddresses())
                .map(Object::toString)
                .toList();
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
