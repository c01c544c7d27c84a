package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.EISSystemException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.RetryableException;
import jakarta.resource.spi.SecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.InDoubtException;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTlsException;
import org.postbound.SmtpTransactionException;

class ResourceExceptionsTest {
    static Stream<Arguments> kinds() {
        SmtpReply refusal = new SmtpReply(550, List.of("no"));
        return Stream.of(
                arguments(new SmtpConfigurationException("From", "is wrong"), InvalidPropertyException.class),
                arguments(new SmtpAuthenticationException("refused", refusal, null), SecurityException.class),
                arguments(
                        new SmtpConnectException(SmtpConnectException.Reason.REFUSED, "refused", null),
                        CommException.class),
                arguments(new SmtpTlsException(SmtpTlsException.Reason.EXPIRED, "expired", null), CommException.class),
                arguments(new InDoubtException("<1@from.test>", "in doubt", null), CommException.class),
                arguments(new SmtpReplyException("refused", refusal, List.of()), EISSystemException.class),
                arguments(
                        new SmtpReplyException("refused", new SmtpReply(451, List.of("later")), List.of()),
                        EISSystemException.class),
                arguments(
                        new SmtpTransactionException(SmtpTransactionException.Reason.ENDED, "ended", null),
                        jakarta.resource.spi.IllegalStateException.class));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void failure_becomesItsKind_andComesBackAsItself(SmtpException failure, Class<? extends ResourceException> kind) {
        ResourceException exception = ResourceExceptions.of(failure);
        assertInstanceOf(kind, exception);
        assertEquals(failure.isTransient(), exception instanceof RetryableException);
        assertEquals(failure.getMessage(), exception.getMessage());
        assertSame(failure, exception.getCause());
        assertSame(failure, ResourceExceptions.unwrap(exception));
        assertSame(failure, ResourceExceptions.unwrap(new ResourceException("the container's", exception)));
    }

    private static SmtpPoolException getConnectionFails(ResourceException failure) throws Exception {
        SmtpConnectionFactory factory =
                (SmtpConnectionFactory) new SmtpManagedConnectionFactory().createConnectionFactory(new Empty(failure));
        SmtpPoolException told = assertThrows(SmtpPoolException.class, factory::getConnection);
        assertSame(failure, told.getCause());
        assertTrue(told.getMessage().endsWith(failure.getMessage()), told.getMessage());
        assertTrue(told.isTransient());
        return told;
    }

    /** A pool that gives nothing. */
    private record Empty(ResourceException failure) implements ConnectionManager {
        @Override
        public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
                throws ResourceException {
            throw failure;
        }
    }

    @Test
    void exhaustedPool_isToldAsSuch() throws Exception {
        assertEquals(
                SmtpPoolException.Reason.EXHAUSTED,
                getConnectionFails(new ResourceAllocationException("no connection within 30 s"))
                        .reason());
        assertEquals(
                SmtpPoolException.Reason.EXHAUSTED,
                getConnectionFails(new ResourceException("outer", new ResourceAllocationException("inner")))
                        .reason());
    }

    /** GlassFish and Payara have one type for all that a pool fails by, TomEE has none. */
    @Test
    void exhaustedPool_isKnownByItsText_whereTheTypeTellsNothing() throws Exception {
        String glassFish = "In-use connections equal max-pool-size and expired max-wait-time. Cannot allocate more"
                + " connections.";
        assertEquals(
                SmtpPoolException.Reason.EXHAUSTED,
                getConnectionFails(new ResourceAllocationException(
                                "Error in allocating a connection. Cause: " + glassFish, new Exception(glassFish)))
                        .reason());
        assertEquals(
                SmtpPoolException.Reason.EXHAUSTED,
                getConnectionFails(new ResourceException(
                                "No ManagedConnections available within configured blocking timeout ( 30000 [ms] )"))
                        .reason());
    }

    @Test
    void allocationFailureThatHasAnotherCause_isNoExhaustion() throws Exception {
        assertEquals(
                SmtpPoolException.Reason.UNAVAILABLE,
                getConnectionFails(new ResourceAllocationException(
                                "Error in allocating a connection",
                                new IllegalStateException("Local transaction already has 1 non-XA Resource")))
                        .reason());
    }

    @Test
    void otherFailureOfTheContainer_isToldAsSuch() throws Exception {
        assertEquals(
                SmtpPoolException.Reason.UNAVAILABLE,
                getConnectionFails(new ResourceException("shutting down")).reason());
    }

    /** What failed counts, not that the container calls it an allocation failure. */
    @Test
    void failureInsideOfAnAllocationFailure_isFound() throws Exception {
        SmtpException failure = new SmtpConfigurationException("From", "is wrong");
        SmtpConnectionFactory factory = (SmtpConnectionFactory) new SmtpManagedConnectionFactory()
                .createConnectionFactory(new Empty(new ResourceAllocationException(
                        "could not create a connection", ResourceExceptions.of(failure))));
        assertSame(failure, assertThrows(SmtpException.class, factory::getConnection));
        assertSame(
                failure,
                assertInstanceOf(
                        SmtpConfigurationException.class, assertThrows(SmtpException.class, factory::getConnection)));
    }
}
