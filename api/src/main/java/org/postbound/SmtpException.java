package org.postbound;

import jakarta.ejb.ApplicationException;

/**
 * Anything that kept a message from being sent, staged or stored. Its subclass says what to do about it.
 *
 * <p>As an application exception it reaches the caller of an enterprise bean as it is, and the bean's transaction rolls
 * back (Jakarta Enterprise Beans 9.2.1).
 */
@ApplicationException(rollback = true)
public abstract sealed class SmtpException extends RuntimeException
        permits InDoubtException,
                InvalidEmailException,
                OutboxException,
                SmtpAuthenticationException,
                SmtpConfigurationException,
                SmtpConnectException,
                SmtpPoolException,
                SmtpReplyException,
                SmtpTlsException,
                SmtpTransactionException {
    private static final long serialVersionUID = 1L;

    SmtpException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns whether the same call may succeed later without anybody changing anything.
     *
     * @return whether a retry makes sense
     */
    public abstract boolean isTransient();
}
