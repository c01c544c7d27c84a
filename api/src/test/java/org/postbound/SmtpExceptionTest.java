package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ejb.ApplicationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SmtpExceptionTest {
    private static final SmtpReply LATER = new SmtpReply(451, List.of("4.3.0 Try later"));
    private static final SmtpReply NEVER = new SmtpReply(550, List.of("5.1.1 Unknown"));

    static Stream<SmtpException> each() {
        Exception cause = new IOException("link lost");
        return Stream.of(
                new InDoubtException("<a@b>", "lost", cause),
                new InvalidEmailException("to[0]", "is empty", cause),
                new OutboxException(OutboxException.Reason.FULL, "full", cause),
                new SmtpAuthenticationException("refused", NEVER, cause),
                new SmtpAuthenticationException("no mechanism", null, null),
                new SmtpConfigurationException("PortNumber", "is 0", cause),
                new SmtpConnectException(SmtpConnectException.Reason.REFUSED, "refused", cause),
                new SmtpPoolException(SmtpPoolException.Reason.EXHAUSTED, "none free", cause),
                new SmtpReplyException("refused", NEVER, List.of(RecipientOutcome.of("jo@example.org", NEVER))),
                SmtpReplyException.ofMessage("refused", NEVER, List.of()),
                new SmtpTlsException(SmtpTlsException.Reason.EXPIRED, "expired", cause),
                new SmtpTransactionException(SmtpTransactionException.Reason.ENDED, "ended", cause));
    }

    @Test
    void eachSubclass_isTestedHere() {
        Set<Class<?>> tested = each().map(Object::getClass).collect(Collectors.toSet());

        assertEquals(Set.of(SmtpException.class.getPermittedSubclasses()), tested);
    }

    @ParameterizedTest
    @MethodSource("each")
    void exception_rollsBackAndReachesTheCallerAsItIs(SmtpException e) {
        ApplicationException annotation = SmtpException.class.getAnnotation(ApplicationException.class);

        assertNotNull(annotation);
        assertTrue(annotation.rollback());
        assertTrue(annotation.inherited());
        assertSame(SmtpException.class, e.getClass().getSuperclass());
    }

    @ParameterizedTest
    @MethodSource("each")
    void exception_survivesSerialization(SmtpException e) throws Exception {
        SmtpException copy = copy(e);

        assertSame(e.getClass(), copy.getClass());
        assertEquals(e.getMessage(), copy.getMessage());
        assertEquals(e.isTransient(), copy.isTransient());
        assertEquals(e.getCause() == null, copy.getCause() == null);
    }

    @Test
    void details_surviveSerialization() throws Exception {
        SmtpReplyException reply =
                copy(new SmtpReplyException("x", NEVER, List.of(RecipientOutcome.of("jo@example.org", NEVER))));

        assertEquals(NEVER, reply.reply());
        assertEquals(List.of(RecipientOutcome.of("jo@example.org", NEVER)), reply.recipients());
        assertEquals(
                "to[0]", copy(new InvalidEmailException("to[0]", "is empty")).field());
        assertEquals("<a@b>", copy(new InDoubtException("<a@b>", "x", null)).messageId());
        assertEquals(
                "From", copy(new SmtpConfigurationException("From", "is empty")).property());
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void reply_decidesWhetherTryingAgainMayHelp() {
        assertTrue(new SmtpReplyException("x", LATER, List.of()).isTransient());
        assertFalse(new SmtpReplyException("x", NEVER, List.of()).isTransient());
        assertTrue(new SmtpAuthenticationException("x", LATER, null).isTransient());
        assertFalse(new SmtpAuthenticationException("x", NEVER, null).isTransient());
        assertFalse(new SmtpAuthenticationException("x", null, null).isTransient());
    }

    @ParameterizedTest
    @EnumSource
    void connectFailure_isTransientUnlessThePortIsOfAnotherKind(SmtpConnectException.Reason reason) {
        boolean otherKind = Set.of(
                        SmtpConnectException.Reason.PLAINTEXT_EXPECTED, SmtpConnectException.Reason.TLS_EXPECTED)
                .contains(reason);

        assertEquals(!otherKind, new SmtpConnectException(reason, "x", null).isTransient());
    }

    @ParameterizedTest
    @EnumSource
    void tlsFailure_isTransientIfNobodyCouldBeAskedAlone(SmtpTlsException.Reason reason) {
        assertEquals(
                reason == SmtpTlsException.Reason.REVOCATION_UNKNOWN,
                new SmtpTlsException(reason, "x", null).isTransient());
    }

    @Test
    void quotedText_breaksNoLineOfALog() {
        assertEquals(
                "to[0] is \"a?b?c?d?e?f?g\"",
                new InvalidEmailException("to[0]", "is \"a\rb\nc\u0085d\u009be\u2028f\u2029g\"").getMessage());
    }

    @Test
    void whatOnlySomebodyCanChange_isNotTransient() {
        assertFalse(new InDoubtException("", "x", null).isTransient());
        assertFalse(new SmtpConfigurationException("From", "x").isTransient());
        assertTrue(Arrays.stream(SmtpTransactionException.Reason.values())
                .noneMatch(reason -> new SmtpTransactionException(reason, "x", null).isTransient()));
    }

    @Test
    void whatRunsFreeAgain_isTransient() {
        assertTrue(new OutboxException(OutboxException.Reason.FULL, "x", null).isTransient());
        assertFalse(new OutboxException(OutboxException.Reason.STOPPED, "x", null).isTransient());
        assertTrue(new SmtpPoolException(SmtpPoolException.Reason.EXHAUSTED, "x", null).isTransient());
        assertTrue(new SmtpPoolException(SmtpPoolException.Reason.UNAVAILABLE, "x", null).isTransient());
        assertFalse(new SmtpPoolException(SmtpPoolException.Reason.CLOSED, "x", null).isTransient());
    }
}
