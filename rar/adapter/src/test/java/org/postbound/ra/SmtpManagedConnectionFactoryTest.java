package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.TransactionSupport;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Disposition;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.smtp.ScriptedServer;

class SmtpManagedConnectionFactoryTest {
    private final SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();

    static Stream<PropertyDescriptor> properties() throws Exception {
        return Stream.of(
                Introspector.getBeanInfo(FactoryProperties.class, Object.class).getPropertyDescriptors());
    }

    /** Another value than the present one. */
    private static void change(SmtpManagedConnectionFactory factory, PropertyDescriptor property) throws Exception {
        Object value = property.getReadMethod().invoke(factory);
        property.getWriteMethod().invoke(factory, other(value, property.getPropertyType()));
    }

    private static Object other(Object value, Class<?> type) {
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        return type == Double.class ? (Object) ((Double) value + 1) : value + "x";
    }

    @ParameterizedTest
    @MethodSource("properties")
    void equality_countsEachProperty(PropertyDescriptor property) throws Exception {
        SmtpManagedConnectionFactory other = new SmtpManagedConnectionFactory();
        assertEquals(factory, other);
        assertEquals(factory.hashCode(), other.hashCode());
        change(other, property);
        assertNotEquals(factory, other);
        assertNotEquals(factory.hashCode(), other.hashCode());
        change(factory, property);
        assertEquals(factory, other);
        assertEquals(factory.hashCode(), other.hashCode());
    }

    @Test
    void equality_ignoresWhatIsNoProperty() throws Exception {
        SmtpManagedConnectionFactory other = new SmtpManagedConnectionFactory();
        other.setResourceAdapter(new SmtpResourceAdapter());
        other.setLogWriter(new PrintWriter(new StringWriter()));
        assertEquals(factory, other);
        assertNotEquals(factory, null);
        assertNotEquals(factory, new Object());
    }

    @Test
    void serialization_keepsEachProperty() throws Exception {
        for (PropertyDescriptor property : properties().toList()) {
            change(factory, property);
        }
        factory.setLogWriter(new PrintWriter(new StringWriter()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(factory, in.readObject());
        }
    }

    @Test
    void resourceAdapter_isSetOnce() throws Exception {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        factory.setResourceAdapter(adapter);
        factory.setResourceAdapter(adapter);
        assertThrows(
                jakarta.resource.spi.IllegalStateException.class,
                () -> factory.setResourceAdapter(new SmtpResourceAdapter()));
        assertSame(adapter, factory.getResourceAdapter());
    }

    @Test
    void foreignResourceAdapter_isRefused() {
        ResourceAdapter foreign = (ResourceAdapter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ResourceAdapter.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("toString") ? "foreign" : null;
                });
        assertThrows(InvalidPropertyException.class, () -> factory.setResourceAdapter(foreign));
        assertThrows(InvalidPropertyException.class, () -> factory.setResourceAdapter(null));
        assertNull(factory.getResourceAdapter());
    }

    @Test
    void logWriter_isKept_andMayBeNull() {
        assertNull(factory.getLogWriter());
        PrintWriter writer = new PrintWriter(new StringWriter());
        factory.setLogWriter(writer);
        assertSame(writer, factory.getLogWriter());
        factory.setLogWriter(null);
        assertNull(factory.getLogWriter());
    }

    @Test
    void transactions_areLocal() {
        assertEquals(TransactionSupport.TransactionSupportLevel.LocalTransaction, factory.getTransactionSupport());
    }

    @Test
    void withoutContainer_itSends() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply("250 queued").takeMessage("b@to.test");
            client.reply("250 queued").expectQuit();
        })) {
            StubContainer.configure(factory, server.port());
            SmtpConnectionFactory connections = factory.createConnectionFactory();
            try (SmtpConnection connection = connections.getConnection()) {
                assertEquals(
                        Disposition.ACCEPTED, StubContainer.send(connection, 1).disposition());
                assertEquals(
                        Disposition.ACCEPTED, StubContainer.send(connection, 2).disposition());
            }
        }
    }

    @Test
    void withoutContainer_aHandleOutlivesItsSession() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.greet().expect("MAIL FROM:<a@from.test>").close(), client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued").expectQuit();
                })) {
            StubContainer.configure(factory, server.port());
            SmtpConnectionFactory connections = factory.createConnectionFactory();
            try (SmtpConnection connection = connections.getConnection()) {
                assertThrows(SmtpConnectException.class, () -> StubContainer.send(connection));
                StubContainer.send(connection);
            }
        }
    }

    @Test
    void sealedConfiguration_isNotChangedBySetters() throws Exception {
        factory.createConnectionFactory();
        factory.setServerName("later.test");
        assertEquals("localhost", factory.signOn(null, null).server().host());
    }

    @Test
    void mailSession_hasTheConfiguredAuthor() throws Exception {
        factory.setFrom("shop@from.test");
        Session session = factory.createConnectionFactory().getMailSession();
        assertEquals("shop@from.test", session.getProperty("mail.from"));
    }

    @ParameterizedTest
    @CsvSource({"TLS, 465", "STARTTLS, 587", "STARTTLS_IF_OFFERED, 25", "NONE, 25"})
    void port_isTheDefaultOfSecurity(String security, int port) throws Exception {
        factory.setSecurity(security);
        assertEquals(port, factory.signOn(null, null).server().port());
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                        invalid("ServerName", null, "", " ", "mx.test\r\nx", "mx test"),
                        invalid("PortNumber", null, -1, 65_536),
                        invalid("Security", null, "", "SSL", "tls"),
                        invalid("ConnectTimeout", null, 0, -1),
                        invalid("ReadTimeout", null, 0, -1),
                        invalid("FinalReplyTimeout", null, 0, -1),
                        invalid("PartialDelivery", (Object) null),
                        invalid("Pipelining", (Object) null),
                        invalid("MaxMessageSize", null, -1L),
                        invalid("CheckServerIdentity", (Object) null),
                        invalid("CheckRevocation", (Object) null),
                        invalid("TrustStore", "a\0b"),
                        invalid("KeyStore", "a\0b"),
                        invalid("TlsProtocols", "TLSv1.4", "TLSv1.2;TLSv1.3"),
                        invalid("AuthenticationMechanisms", "DIGEST-MD5", "XOAUTH2 EXTERNAL"),
                        invalid("OAuth2ClientSecret", "x"),
                        invalid("OAuth2RefreshToken", "x"),
                        invalid("OAuth2ClientId", "x"),
                        invalid("OAuth2Scope", "x"),
                        invalid("From", "nobody", "a@from.test\r\nBcc: x@to.test", "<>"),
                        invalid("HeloName", "two words", "a\r\nb"),
                        invalid("UserName", "a\0b"),
                        invalid("Password", "", null, "a\0b"))
                .flatMap(list -> list);
    }

    private static Stream<Arguments> invalid(String property, Object... values) {
        return Stream.of(values).map(value -> Arguments.of(property, value));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void invalidValue_isToldByAResourceException_thatNamesTheProperty(String property, Object value) throws Exception {
        factory.setUserName("alice");
        factory.setPassword("wonder-land");
        Method setter = Stream.of(FactoryProperties.class.getMethods())
                .filter(method -> method.getName().equals("set" + property))
                .findFirst()
                .orElseThrow();
        setter.invoke(factory, value);
        for (Executable use : List.<Executable>of(
                factory::createConnectionFactory,
                () -> factory.createManagedConnection(null, null),
                () -> factory.matchManagedConnections(Set.of(), null, null))) {
            ResourceException refusal = assertThrows(InvalidPropertyException.class, use);
            SmtpConfigurationException cause = assertInstanceOf(SmtpConfigurationException.class, refusal.getCause());
            assertEquals(property, cause.property());
            assertEquals(cause.getMessage(), refusal.getMessage());
            assertTrue(cause.getMessage().startsWith(property + " "), cause.getMessage());
            assertFalse(cause.getMessage().contains("wonder-land"), cause.getMessage());
            assertFalse(cause.getMessage().chars().anyMatch(c -> c < ' '), cause.getMessage());
        }
    }

    @Test
    void correctedValue_isTakenAfterARefusal() throws Exception {
        factory.setSecurity("SSL");
        assertThrows(InvalidPropertyException.class, factory::createConnectionFactory);
        factory.setSecurity("TLS");
        factory.createConnectionFactory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UserName", "From", "HeloName", "TrustStore", "TrustStorePassword"})
    void emptyText_isNone(String property) throws Exception {
        FactoryProperties.class.getMethod("set" + property, String.class).invoke(factory, "");
        assertEquals(new SmtpManagedConnectionFactory().toConfig(), factory.toConfig());
    }

    @Test
    void text_showsNoSecret() throws Exception {
        factory.setUserName("alice");
        factory.setPassword("wonder-land");
        factory.setTrustStore("trust.p12");
        factory.setTrustStorePassword("change-it");
        SmtpConnectionFactory connections = factory.createConnectionFactory();
        for (String text : List.of(
                factory.toString(),
                // What is logged.
                factory.context().config().toString(),
                connections.toString(),
                factory.createManagedConnection(
                                null,
                                new SmtpConnectionRequestInfo(
                                        SmtpConnectionSpec.configured().withPassword("bob", "wonder-land")))
                        .toString())) {
            assertFalse(text.contains("wonder-land"), text);
            assertFalse(text.contains("change-it"), text);
        }
        assertEquals("SmtpManagedConnectionFactory[localhost:0, STARTTLS]", factory.toString());
    }
}
