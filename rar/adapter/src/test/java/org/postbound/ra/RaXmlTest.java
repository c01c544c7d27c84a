package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.TransactionSupport;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryListener;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The deployment descriptor says the same as the beans. */
class RaXmlTest {
    private static final Path RA_XML = Path.of("..", "src", "main", "rar", "META-INF", "ra.xml");
    private static final Set<Class<?>> TYPES = Set.of(
            String.class,
            Boolean.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            Double.class,
            Float.class,
            Character.class);

    private final Element connector;

    RaXmlTest() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        connector = factory.newDocumentBuilder().parse(RA_XML.toFile()).getDocumentElement();
    }

    private record Declared(
            String name, String type, Optional<String> description, Optional<String> value, boolean confidential) {
        static Declared of(Element element) {
            return new Declared(
                    text(element, "config-property-name").orElseThrow(),
                    text(element, "config-property-type").orElseThrow(),
                    text(element, "description"),
                    text(element, "config-property-value"),
                    text(element, "config-property-confidential")
                            .filter("true"::equals)
                            .isPresent());
        }

        /** As the specification maps it to the bean (21.6). */
        String beanName() {
            return Introspector.decapitalize(name);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        return IntStream.range(0, parent.getChildNodes().getLength())
                .mapToObj(parent.getChildNodes()::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE
                        && node.getNodeName().equals(name))
                .map(Element.class::cast);
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent, name).findFirst().map(Element::getTextContent).map(String::strip);
    }

    private Element resourceAdapter() {
        return children(connector, "resourceadapter").findFirst().orElseThrow();
    }

    private Element outbound() {
        return children(resourceAdapter(), "outbound-resourceadapter")
                .findFirst()
                .orElseThrow();
    }

    private Element connectionDefinition() {
        List<Element> definitions =
                children(outbound(), "connection-definition").toList();
        assertEquals(1, definitions.size());
        return definitions.get(0);
    }

    private static List<Declared> properties(Element parent) {
        return children(parent, "config-property").map(Declared::of).toList();
    }

    private static List<PropertyDescriptor> beanProperties(Class<?> bean, Set<String> contract) throws Exception {
        return Stream.of(Introspector.getBeanInfo(bean, Object.class).getPropertyDescriptors())
                .filter(property -> !contract.contains(property.getName()))
                .toList();
    }

    private Element activationSpec() {
        Element inbound = children(resourceAdapter(), "inbound-resourceadapter")
                .findFirst()
                .orElseThrow();
        Element listener = children(
                        children(inbound, "messageadapter").findFirst().orElseThrow(), "messagelistener")
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.of(DeliveryListener.class.getName()), text(listener, "messagelistener-type"));
        return children(listener, "activationspec").findFirst().orElseThrow();
    }

    private static void assertSame(Object bean, List<Declared> declared, List<PropertyDescriptor> found)
            throws Exception {
        assertEquals(
                found.stream().map(PropertyDescriptor::getName).collect(Collectors.toSet()),
                declared.stream().map(Declared::beanName).collect(Collectors.toSet()));
        assertEquals(found.size(), declared.size(), "a property is declared twice");
        for (PropertyDescriptor property : found) {
            Declared declaration = declared.stream()
                    .filter(candidate -> candidate.beanName().equals(property.getName()))
                    .findFirst()
                    .orElseThrow();
            assertSame(bean, declaration, property);
        }
    }

    private static void assertSame(Object bean, Declared declared, PropertyDescriptor found) throws Exception {
        String name = declared.name();
        assertTrue(Character.isUpperCase(name.charAt(0)), name);
        assertTrue(TYPES.contains(found.getPropertyType()), name + " has a type that no container sets (21.7)");
        assertEquals(declared.type(), found.getPropertyType().getName(), name);
        assertEquals(
                found.getReadMethod().getReturnType(), found.getWriteMethod().getParameterTypes()[0], name);
        Object value = found.getReadMethod().invoke(bean);
        assertEquals(Objects.toString(value, null), declared.value().orElse(null), name);
        String description = declared.description().orElse("").replaceAll("\\s+", " ");
        assertTrue(description.endsWith(".") && description.length() > 10, name + ": " + description);
        ConfigProperty annotation = annotation(bean.getClass(), name);
        assertEquals(List.of(description), List.of(annotation.description()), name);
        assertEquals(declared.confidential(), annotation.confidential(), name);
        assertEquals(
                Stream.of("password", "secret", "token").anyMatch(name.toLowerCase(Locale.ROOT)::endsWith),
                declared.confidential(),
                name);
    }

    /** Of the field with that name, in the bean's class or above. */
    private static ConfigProperty annotation(Class<?> bean, String name) {
        return Stream.<Class<?>>iterate(bean, Objects::nonNull, Class::getSuperclass)
                .flatMap(type -> Stream.of(type.getDeclaredFields()))
                .filter(field -> field.getName().equalsIgnoreCase(name))
                .map(field -> field.getAnnotation(ConfigProperty.class))
                .findFirst()
                .orElseThrow();
    }

    private static Class<?> named(Element parent, String element) throws ClassNotFoundException {
        return Class.forName(text(parent, element).orElseThrow());
    }

    @Test
    void factoryProperties_areThoseOfTheBean() throws Exception {
        assertSame(
                new SmtpManagedConnectionFactory(),
                properties(connectionDefinition()),
                beanProperties(
                        SmtpManagedConnectionFactory.class,
                        Set.of("logWriter", "resourceAdapter", "transactionSupport", "invalidConnections")));
    }

    @Test
    void adapterProperties_areThoseOfTheBean() throws Exception {
        assertSame(
                new SmtpResourceAdapter(),
                properties(resourceAdapter()),
                beanProperties(SmtpResourceAdapter.class, Set.of("XAResources")));
    }

    @Test
    void activationProperties_areThoseOfTheBean() throws Exception {
        Element declared = activationSpec();
        assertEquals(DeliveryActivationSpec.class, named(declared, "activationspec-class"));
        assertSame(
                new DeliveryActivationSpec(),
                properties(declared),
                beanProperties(DeliveryActivationSpec.class, Set.of("resourceAdapter")));
        assertEquals(
                List.of("SubscriptionName"),
                children(declared, "required-config-property")
                        .map(property -> text(property, "config-property-name").orElseThrow())
                        .toList());
    }

    @Test
    void names_areThoseOfTheClasses() throws Exception {
        assertEquals(SmtpResourceAdapter.class, named(resourceAdapter(), "resourceadapter-class"));
        Element definition = connectionDefinition();
        assertEquals(SmtpManagedConnectionFactory.class, named(definition, "managedconnectionfactory-class"));
        assertEquals(SmtpConnectionFactory.class, named(definition, "connectionfactory-interface"));
        assertEquals(ContainerConnectionFactory.class, named(definition, "connectionfactory-impl-class"));
        assertEquals(SmtpConnection.class, named(definition, "connection-interface"));
        assertEquals(SmtpConnectionHandle.class, named(definition, "connection-impl-class"));
        assertTrue(SmtpConnectionFactory.class.isAssignableFrom(ContainerConnectionFactory.class));
        assertTrue(SmtpConnection.class.isAssignableFrom(SmtpConnectionHandle.class));
    }

    @Test
    void beans_areWhatTheContainerAsksFor() throws Exception {
        for (Class<?> bean :
                List.of(SmtpResourceAdapter.class, SmtpManagedConnectionFactory.class, DeliveryActivationSpec.class)) {
            assertTrue(java.io.Serializable.class.isAssignableFrom(bean));
            assertEquals(bean, bean.getConstructor().newInstance().getClass());
        }
        assertTrue(ResourceAdapter.class.isAssignableFrom(SmtpResourceAdapter.class));
        assertTrue(ManagedConnectionFactory.class.isAssignableFrom(SmtpManagedConnectionFactory.class));
        assertTrue(jakarta.resource.Referenceable.class.isAssignableFrom(ContainerConnectionFactory.class));
        assertTrue(java.io.Serializable.class.isAssignableFrom(ContainerConnectionFactory.class));
    }

    /** The bean may lower the level, never raise it (8.13). */
    @Test
    void transactionSupport_isNotRaisedByTheBean() {
        TransactionSupport.TransactionSupportLevel declared = TransactionSupport.TransactionSupportLevel.valueOf(
                text(outbound(), "transaction-support").orElseThrow());
        assertTrue(declared.compareTo(new SmtpManagedConnectionFactory().getTransactionSupport()) >= 0);
    }

    @Test
    void signOn_isByPassword_andNeverRepeated() throws Exception {
        assertEquals(Optional.of("false"), text(outbound(), "reauthentication-support"));
        Element mechanism =
                children(outbound(), "authentication-mechanism").findFirst().orElseThrow();
        assertEquals(Optional.of("BasicPassword"), text(mechanism, "authentication-mechanism-type"));
        assertEquals(jakarta.resource.spi.security.PasswordCredential.class, named(mechanism, "credential-interface"));
        assertEquals("2.1", connector.getAttribute("version"));
    }
}
