package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.EISSystemException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.RetryableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postbound.InDoubtException;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpTlsException;

/** Between the container's exceptions (23.2) and the application's, in both directions. */
final class ResourceExceptions {
    /** WildFly's, that of GlassFish and Payara, and TomEE's. */
    private static final List<String> EXHAUSTED =
            List.of("IJ000655", "In-use connections equal max-pool-size", "No ManagedConnections available");

    private ResourceExceptions() {}

    /** For the container: the type says what kind of failure it is, the cause is the application's exception. */
    static ResourceException of(SmtpException failure) {
        ResourceException exception = kindOf(failure);
        exception.initCause(failure);
        return exception;
    }

    private static ResourceException kindOf(SmtpException failure) {
        String message = failure.getMessage();
        if (failure instanceof SmtpConfigurationException) {
            return new InvalidPropertyException(message);
        }
        if (failure instanceof SmtpAuthenticationException) {
            return new jakarta.resource.spi.SecurityException(message);
        }
        if (failure instanceof SmtpConnectException
                || failure instanceof SmtpTlsException
                || failure instanceof InDoubtException) {
            return failure.isTransient() ? new RetryableCommException(message) : new CommException(message);
        }
        if (failure instanceof SmtpReplyException) {
            return failure.isTransient() ? new RetryableEISSystemException(message) : new EISSystemException(message);
        }
        return new jakarta.resource.spi.IllegalStateException(message);
    }

    /** The marker says that the same may succeed later (23.2). */
    private static final class RetryableCommException extends CommException implements RetryableException {
        private static final long serialVersionUID = 1L;

        RetryableCommException(String message) {
            super(message);
        }
    }

    /** As above. */
    private static final class RetryableEISSystemException extends EISSystemException implements RetryableException {
        private static final long serialVersionUID = 1L;

        RetryableEISSystemException(String message) {
            super(message);
        }
    }

    /** For the application: what it was itself that failed, or that the pool gave nothing. */
    static SmtpException unwrap(ResourceException exception) {
        Optional<SmtpException> own = causes(exception)
                .filter(SmtpException.class::isInstance)
                .map(SmtpException.class::cast)
                .findFirst();
        return own.orElseGet(() -> causes(exception).anyMatch(ResourceExceptions::isExhausted)
                ? new SmtpPoolException(
                        SmtpPoolException.Reason.EXHAUSTED,
                        "the pool has no free connection; close connections sooner, or make the pool larger: "
                                + exception.getMessage(),
                        exception)
                : new SmtpPoolException(
                        SmtpPoolException.Reason.UNAVAILABLE,
                        "the container gave no connection: " + exception.getMessage(),
                        exception));
    }

    /**
     * IronJacamar and TomEE have no type for it, only a text. GlassFish has one type for all that a pool fails by, and the
     * cause tells which; Open Liberty's comes without a cause.
     */
    private static boolean isExhausted(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return (failure instanceof ResourceAllocationException && failure.getCause() == null)
                || EXHAUSTED.stream().anyMatch(message::contains);
    }

    private static Stream<Throwable> causes(Throwable top) {
        return Stream.iterate(top, cause -> cause != null, Throwable::getCause);
    }
}
