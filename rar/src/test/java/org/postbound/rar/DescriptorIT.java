package org.postbound.rar;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code ra.xml} says of the beans what they are. */
class DescriptorIT {
    private static final Set<String> NOT_CONFIGURED = Set.of("class", "logWriter", "resourceAdapter");

    private final Document descriptor = parse(Archive.standalone().entries().get("META-INF/ra.xml"));

    /** One property of the descriptor. */
    private record Property(String name, String type, String value, String description, boolean confidential) {}

    @Test
    void propertiesOfTheDescriptor_areThoseOfTheBeans(@TempDir Path jars) throws Exception {
        try (URLClassLoader loader = Archive.standalone().loader(jars, jar -> true)) {
            assertDescribes(loader, "resourceadapter-class", "resourceadapter");
            assertDescribes(loader, "managedconnectionfactory-class", "connection-definition");
        }
    }

    private void assertDescribes(ClassLoader loader, String classElement, String owner) throws Exception {
        Element element = (Element) descriptor.getElementsByTagName(owner).item(0);
        Class<?> type = loader.loadClass(text(element, classElement));
        Object fresh = type.getConstructor().newInstance();
        Map<String, PropertyDescriptor> properties = beanProperties(type);

        assertEquals(
                new TreeSet<>(properties.keySet()),
                properties(element).map(Property::name).collect(Collectors.toCollection(TreeSet::new)));
        assertAll(properties(element).map(property -> () -> {
            PropertyDescriptor bean = properties.get(property.name());
            assertEquals(bean.getPropertyType().getName(), property.type(), property.name());
            assertEquals(bean.getPropertyType(), bean.getWriteMethod().getParameterTypes()[0], property.name());
            Object value = bean.getReadMethod().invoke(fresh);
            assertEquals(value == null ? "" : value.toString(), property.value(), property.name());
        }));
    }

    private static Map<String, PropertyDescriptor> beanProperties(Class<?> type) throws IntrospectionException {
        return Stream.of(Introspector.getBeanInfo(type).getPropertyDescriptors())
                .filter(property -> property.getWriteMethod() != null)
                .filter(property -> !NOT_CONFIGURED.contains(property.getName()))
                .collect(Collectors.toMap(
                        property -> Character.toUpperCase(property.getName().charAt(0))
                                + property.getName().substring(1),
                        Function.identity()));
    }

    /** 6.3.7.6.2; administrators see the others in consoles, and need them. */
    @Test
    void secretsAlone_areConfidential() {
        assertEquals(
                Set.of(
                        "Password",
                        "TrustStorePassword",
                        "KeyStorePassword",
                        "OAuth2ClientSecret",
                        "OAuth2RefreshToken"),
                allProperties()
                        .filter(Property::confidential)
                        .map(Property::name)
                        .collect(Collectors.toSet()));
        assertEquals(
                List.of(),
                allProperties()
                        .filter(property -> property.name().matches(".*(Password|Secret|Token)"))
                        .filter(property ->
                                !property.confidential() || !property.value().isEmpty())
                        .toList());
    }

    @Test
    void everyProperty_isDescribed() {
        assertAll(allProperties()
                .map(property -> () -> assertFalse(property.description().isBlank(), property.name())));
    }

    private Stream<Property> allProperties() {
        return elements(descriptor.getElementsByTagName("config-property")).map(DescriptorIT::property);
    }

    private static Stream<Property> properties(Element owner) {
        return elements(owner.getElementsByTagName("config-property"))
                .filter(element -> element.getParentNode() == owner)
                .map(DescriptorIT::property);
    }

    private static Property property(Element element) {
        return new Property(
                text(element, "config-property-name"),
                text(element, "config-property-type"),
                text(element, "config-property-value"),
                text(element, "description"),
                Boolean.parseBoolean(text(element, "config-property-confidential")));
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }

    /** The text of the first child of that name; empty if there is none. */
    private static String text(Element parent, String name) {
        return elements(parent.getElementsByTagName(name))
                .findFirst()
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    private static Document parse(byte[] xml) {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        } catch (Exception e) {
            throw new IllegalStateException("META-INF/ra.xml cannot be read", e);
        }
    }
}
