package org.postbound.sample;

import jakarta.ejb.ApplicationException;

/** Something that went wrong after the confirmation was sent; the transaction rolls back. */
@ApplicationException(rollback = true)
public final class OrderFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderFailedException(String message) {
        super(message);
    }
}
