package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.EISSystemException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.RetryableException;
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

    /** IronJacamar has no type for it, only the number of its message. */
    private static boolean isExhausted(Throwable cause) {
        return cause instanceof ResourceAllocationException
                || String.valueOf(cause.getMessage()).startsWith("IJ000655");
    }

    private static Stream<Throwable> causes(Throwable top) {
        return Stream.iterate(top, cause -> cause != null, Throwable::getCause);
    }
}
