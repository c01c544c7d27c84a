package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.HidingLoader;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;

/** What a container that validates the beans refuses is what the configuration refuses. */
class ConstraintsTest {
    private static final ValidatorFactory VALIDATION = Validation.buildDefaultValidatorFactory();

    /** A constraint on one property cannot say that it depends on another, nor what a mailbox, a pattern or a path is. */
    private static final Set<String> CONFIGURATION_IS_STRICTER = Set.of(
            "UserName",
            "Password",
            "From",
            "RedirectTo",
            "AllowedRecipients",
            "TrustStore",
            "KeyStore",
            "AuthenticationMechanisms",
            "OAuth2TokenEndpoint",
            "OAuth2ClientId",
            "OAuth2ClientSecret",
            "OAuth2RefreshToken",
            "OAuth2Scope",
            "RetryInterval",
            "MaxRetryInterval");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\t",
            "x",
            "a b",
            "a\rb",
            "a\nb",
            "\r\n",
            "a\0b",
            "a\u007fb",
            "\u0085",
            "\u00a0",
            "\u2003",
            "\u2028x",
            "\ud83d\udce7",
            "mail.example.org",
            "shop@example.org",
            "Shop <shop@example.org>",
            "shop@example.org\r\nBcc: eve@example.org");

    private final Validator validator = VALIDATION.getValidator();

    @AfterAll
    static void close() {
        VALIDATION.close();
    }

    @Test
    void freshBeans_areValid() {
        assertEquals(Set.of(), validator.validate(new SmtpManagedConnectionFactory()));
        assertEquals(Set.of(), validator.validate(new SmtpResourceAdapter()));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("Name", ""),
                arguments("Name", "shop\nmail"),
                arguments("ServerName", ""),
                arguments("ServerName", "mail example"),
                arguments("ServerName", "mail.example.org\r\nQUIT"),
                arguments("PortNumber", -1),
                arguments("PortNumber", 65_536),
                arguments("Security", "starttls"),
                arguments("Security", "SSL"),
                arguments("UserName", "jo\0eve"),
                arguments("Password", "hunter2\n"),
                arguments("From", "shop@example.org\r\nBcc: eve@example.org"),
                arguments("RedirectTo", "staging@example.org\r\nDATA"),
                arguments("AllowedRecipients", "*@example\0.org"),
                arguments("HeloName", "app example"),
                arguments("HeloName", "app\rQUIT"),
                arguments("ConnectTimeout", 0),
                arguments("ReadTimeout", 0),
                arguments("FinalReplyTimeout", -1),
                arguments("ValidateAfterIdle", -1),
                arguments("MaxMessagesPerConnection", -1),
                arguments("MaxConnectionAge", -1),
                arguments("MaxMessageSize", -1L),
                arguments("RateLimit", -0.1),
                arguments("RateLimit", Double.NaN),
                arguments("DeliveryConnections", 0),
                arguments("DeliveryConnections", 101),
                arguments("RetryInterval", 0L),
                arguments("RetryMultiplier", 0.9),
                arguments("RetryMultiplier", 101.0),
                arguments("MaxRetryInterval", 0L),
                arguments("ExpireAfter", 0L),
                arguments("InDoubtPolicy", "DROP"),
                arguments("TrustStore", "/etc/trust\0.p12"),
                arguments("KeyStore", "/etc/key\0.p12"),
                arguments("TlsProtocols", "TLSv1.4"),
                arguments("TlsProtocols", "TLSv1.3;TLSv1.2"),
                arguments("AuthenticationMechanisms", "DIGEST-MD5"),
                arguments("AuthenticationMechanisms", "PLAIN LOGIN,SCRAM"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void valueThatCannotWork_isRefusedByConstraintAndConfiguration(String property, Object value) throws Exception {
        assertRefused(property, value);
    }

    static Stream<Arguments> activations() {
        return Stream.of(
                arguments(null, null, 1L, "SubscriptionName"),
                arguments("", "FAILED", 1L, "SubscriptionName"),
                arguments("billing", "BOUNCED", 1L, "Events"),
                arguments("billing", "FAILED PARKED", 1L, "Events"),
                arguments("billing", ",FAILED", 1L, "Events"),
                arguments("billing", "FAILED", 0L, "Retention"),
                arguments("billing", "FAILED", null, "Retention"),
                arguments("billing", " FAILED ,PARKED ", 1L, ""),
                arguments("billing", " ", 1L, ""),
                arguments("billing", null, Long.MAX_VALUE, ""));
    }

    @ParameterizedTest
    @MethodSource
    void activations(String name, String events, Long retention, String refused) {
        DeliveryActivationSpec spec = new DeliveryActivationSpec();
        spec.setSubscriptionName(name);
        spec.setEvents(events);
        spec.setRetention(retention);
        String violated = validator.validate(spec).stream()
                .map(violation -> violation.getMessage().replaceFirst(" .*", ""))
                .reduce("", String::concat);
        assertEquals(refused, violated);
        if (refused.isEmpty()) {
            new ActivationReader(spec).read();
        } else {
            assertEquals(
                    refused,
                    assertThrows(SmtpConfigurationException.class, () -> new ActivationReader(spec).read())
                            .property());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name",
                "ServerName",
                "PortNumber",
                "Security",
                "ConnectTimeout",
                "ReadTimeout",
                "FinalReplyTimeout",
                "ValidateAfterIdle",
                "MaxMessagesPerConnection",
                "MaxConnectionAge",
                "MaxMessageSize",
                "RateLimit",
                "DeliveryConnections",
                "RetryInterval",
                "RetryMultiplier",
                "MaxRetryInterval",
                "ExpireAfter",
                "InDoubtPolicy",
                "PartialDelivery",
                "Pipelining",
                "CheckServerIdentity",
                "CheckRevocation"
            })
    void nullWhereAValueIsNeeded_isRefusedByConstraintAndConfiguration(String property) throws Exception {
        assertRefused(property, null);
    }

    private void assertRefused(String property, Object value) throws Exception {
        SmtpManagedConnectionFactory bean = bean(property, value);

        Set<ConstraintViolation<SmtpManagedConnectionFactory>> violations = validator.validate(bean);
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, bean::toConfig);

        assertEquals(property, refusal.property());
        assertEquals(1, violations.size(), violations::toString);
        String message = violations.iterator().next().getMessage();
        assertTrue(message.startsWith(property + " "), message);
        assertTrue(message.contains("; "), () -> "names no cure: " + message);
        if (value instanceof Number || List.of("Security", "InDoubtPolicy").contains(property)) {
            assertTrue(message.contains(String.valueOf(value)), message);
        }
    }

    static Stream<Arguments> anyValues() throws IntrospectionException {
        return Stream.of(properties()).flatMap(property -> values(property.getPropertyType())
                .map(value -> arguments(external(property.getName()), value)));
    }

    private static Stream<?> values(Class<?> type) {
        List<?> values = List.of();
        if (type == String.class) {
            values = TEXTS;
        } else if (type == Integer.class) {
            values = List.of(Integer.MIN_VALUE, -1, 0, 1, 65_535, 65_536, Integer.MAX_VALUE);
        } else if (type == Long.class) {
            values = List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
        } else if (type == Double.class) {
            values = List.of(
                    Double.NEGATIVE_INFINITY,
                    -Double.MIN_VALUE,
                    0.0,
                    Double.MIN_VALUE,
                    Double.POSITIVE_INFINITY,
                    Double.NaN);
        } else if (type == Boolean.class) {
            values = List.of(true, false);
        }
        assertFalse(values.isEmpty(), () -> "no values for a property of " + type);
        return Stream.concat(Stream.of((Object) null), values.stream());
    }

    @ParameterizedTest
    @MethodSource("anyValues")
    void anyValue_isJudgedAlikeByConstraintAndConfiguration(String property, Object value) throws Exception {
        SmtpManagedConnectionFactory bean = bean(property, value);

        boolean taken = isTakenByConfiguration(bean);
        boolean valid = validator.validate(bean).isEmpty();

        if (taken || !CONFIGURATION_IS_STRICTER.contains(property)) {
            assertEquals(taken, valid, () -> property + " = " + value);
        }
    }

    private static boolean isTakenByConfiguration(SmtpManagedConnectionFactory bean) {
        try {
            bean.toConfig();
            return true;
        } catch (SmtpConfigurationException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Security.class)
    void everyProtection_isValid(Security security) throws Exception {
        assertEquals(Set.of(), validator.validate(bean("Security", security.name())));
    }

    @Test
    void violationOfAPassword_doesNotShowIt() throws Exception {
        Set<ConstraintViolation<SmtpManagedConnectionFactory>> violations =
                validator.validate(bean("Password", "hunter2\n"));

        assertFalse(violations.isEmpty());
        assertFalse(violations.toString().contains("hunter2"), violations::toString);
        String message = new ConstraintViolationException(violations).getMessage();
        assertFalse(message.contains("hunter2"), message);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "none", "journal", "NONE\n"})
    void outboxThatThereIsNot_isRefusedByConstraintAndStart(String outbox) {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        adapter.setOutbox(outbox);

        Set<ConstraintViolation<SmtpResourceAdapter>> violations = validator.validate(adapter);

        assertEquals(1, violations.size(), violations::toString);
        String message = violations.iterator().next().getMessage();
        assertTrue(message.startsWith("Outbox ") && message.endsWith("give JOURNAL or NONE"), message);
        assertThrows(ResourceAdapterInternalException.class, () -> adapter.start(null));
    }

    @Test
    void limitAndDirectoryThatCannotBe_areRefusedByConstraintAndStart() {
        SmtpResourceAdapter negative = journal();
        negative.setOutboxMaxBytes(-1L);
        SmtpResourceAdapter missing = journal();
        missing.setOutboxMaxBytes(null);
        SmtpResourceAdapter negativeForEvents = journal();
        negativeForEvents.setEventsMaxBytes(-1L);
        SmtpResourceAdapter missingForEvents = journal();
        missingForEvents.setEventsMaxBytes(null);
        SmtpResourceAdapter noPath = journal();
        noPath.setOutboxDirectory("mail\0");
        SmtpResourceAdapter noRetention = journal();
        noRetention.setIdempotencyRetention(0L);
        SmtpResourceAdapter tooLong = journal();
        tooLong.setKeepSent(3_153_600_001L);
        for (SmtpResourceAdapter adapter :
                List.of(negative, missing, negativeForEvents, missingForEvents, noPath, noRetention, tooLong)) {
            assertEquals(1, validator.validate(adapter).size());
            assertThrows(ResourceAdapterInternalException.class, () -> adapter.start(null));
        }
    }

    private static SmtpResourceAdapter journal() {
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        adapter.setOutboxDirectory("mail");
        return adapter;
    }

    @Test
    void containerWithoutBeanValidation_takesTheBeans() throws Exception {
        HidingLoader container = new HidingLoader("jakarta.validation");
        assertThrows(ClassNotFoundException.class, () -> container.loadClass(Validator.class.getName()));

        Object bean = container.newInstance(SmtpManagedConnectionFactory.class);
        Class<?> type = bean.getClass();

        assertEquals(
                List.of(),
                Stream.<Class<?>>iterate(type, next -> next != Object.class, Class::getSuperclass)
                        .flatMap(next -> Arrays.stream(next.getDeclaredFields()))
                        .flatMap(field -> Arrays.stream(field.getAnnotations()))
                        .filter(annotation -> !(annotation instanceof ConfigProperty))
                        .toList());
        assertTrue(type.getMethod("createConnectionFactory").invoke(bean) != null);
        container.newInstance(SmtpResourceAdapter.class);
    }

    /** A bean that works but for the one value, set as a container sets it. */
    private static SmtpManagedConnectionFactory bean(String property, Object value) throws Exception {
        SmtpManagedConnectionFactory bean = new SmtpManagedConnectionFactory();
        bean.setUserName("jo");
        bean.setPassword("hunter2");
        Stream.of(properties())
                .filter(candidate -> external(candidate.getName()).equals(property))
                .findFirst()
                .orElseThrow()
                .getWriteMethod()
                .invoke(bean, value);
        return bean;
    }

    private static PropertyDescriptor[] properties() throws IntrospectionException {
        return Introspector.getBeanInfo(FactoryProperties.class, Object.class).getPropertyDescriptors();
    }

    /** As descriptors write it. */
    private static String external(String property) {
        return Character.toUpperCase(property.charAt(0)) + property.substring(1);
    }
}
