package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAllocationException;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpPoolException.Reason;

/** Why there is no connection, between the adapter's exceptions and the program's. */
final class Refusals {
    private Refusals() {}

    /** For the adapter, which hands the cause on to the program. */
    static ResourceException of(SmtpException refusal) {
        return new ResourceAllocationException(refusal.getMessage(), refusal);
    }

    /** For the program: the adapter has its own exception as the cause of the container's. */
    static SmtpException of(ResourceException exception) {
        return exception.getCause() instanceof SmtpException own
                ? own
                : new SmtpPoolException(Reason.UNAVAILABLE, exception.getMessage(), exception);
    }
}
