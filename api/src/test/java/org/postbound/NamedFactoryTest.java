package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that an application makes: Jakarta Mail finds the transport, and the transport its factory. */
class NamedFactoryTest {
    private final RecordingFactory factory = new RecordingFactory();
    private final Properties properties = new Properties();

    NamedFactoryTest() {
        properties.setProperty("mail.transport.protocol", "postbound");
        properties.setProperty("mail.transport.protocol.rfc822", "postbound");
    }

    private MimeMessage message() throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setText("Hi");
        return message;
    }

    private MessagingException refusal() throws MessagingException {
        MimeMessage message = message();
        MessagingException e = assertThrows(MessagingException.class, () -> Transport.send(message));
        SmtpConfigurationException cause = assertInstanceOf(SmtpConfigurationException.class, e.getNextException());
        assertEquals("mail.postbound.factory", cause.property());
        assertEquals(cause.getMessage(), e.getMessage());
        assertTrue(e.getMessage().startsWith("mail.postbound.factory is "), e.getMessage());
        assertTrue(e.getMessage().contains("such as java:/eis/Mail"), e.getMessage());
        return e;
    }

    @Test
    void name_isLookedUp() throws Exception {
        NamedObjects.bind("java:/eis/Named", factory);
        properties.setProperty("mail.postbound.factory", "java:/eis/Named");

        Transport.send(message());

        assertEquals(1, factory.messages.size());
    }

    @Test
    void nameAmongTheDefaults_isLookedUp() throws Exception {
        NamedObjects.bind("java:/eis/Default", factory);
        Properties defaults = new Properties();
        defaults.setProperty("mail.postbound.factory", "java:/eis/Default");
        Properties own = new Properties(defaults);

        try (Transport transport = Session.getInstance(own).getTransport("postbound")) {
            transport.connect();
        }

        assertEquals(1, factory.closed);
    }

    @Test
    void factoryItself_isTaken() throws Exception {
        properties.put("mail.postbound.factory", factory);
        MimeMessage message = message();

        try (Transport transport = Session.getInstance(properties).getTransport()) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }

        assertEquals(1, factory.messages.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void nameThatIsEmpty_isNone(String name) throws Exception {
        properties.setProperty("mail.postbound.factory", name);

        assertTrue(refusal().getMessage().contains("is not set"));
    }

    @Test
    void noName_isTold() throws Exception {
        assertTrue(refusal().getMessage().contains("is not set"));
    }

    @Test
    void nameThatIsNotBound_isTold() throws Exception {
        NamedObjects.bind("java:/eis/Other", factory);
        properties.setProperty("mail.postbound.factory", "java:/eis/Missing");

        String refusal = refusal().getMessage();

        assertTrue(refusal.contains("\"java:/eis/Missing\""), refusal);
        assertTrue(refusal.contains("NameNotFoundException"), refusal);
    }

    @Test
    void nameOfSomethingElse_isTold_withItsClass() throws Exception {
        NamedObjects.bind("java:/jdbc/Orders", new Object());
        properties.setProperty("mail.postbound.factory", "java:/jdbc/Orders");

        assertTrue(refusal().getMessage().contains("java.lang.Object"));
    }

    @Test
    void objectThatIsNoFactory_isTold_withItsClass() throws Exception {
        properties.put("mail.postbound.factory", 1);

        assertTrue(refusal().getMessage().contains("java.lang.Integer"));
    }

    /** Nobody else's mail is taken. */
    @Test
    void sessionThatDoesNotAskForIt_hasItsOwnTransport() throws Exception {
        Transport transport = Session.getInstance(new Properties()).getTransport();

        assertEquals(
                "org.eclipse.angus.mail.smtp.SMTPTransport",
                transport.getClass().getName());
    }
}
