package org.postbound;

import java.util.Objects;

/** The connection cannot be protected as configured. Nothing was sent, the credentials neither. */
public final class SmtpTlsException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What exactly went wrong. */
    public enum Reason {
        /** The certificate has expired. */
        EXPIRED,
        /** The certificate is not valid yet; or a clock is wrong. */
        NOT_YET_VALID,
        /** The certificate was issued by nobody who is trusted. */
        UNTRUSTED,
        /** The certificate is for another host. */
        WRONG_HOST,
        /** The issuer has revoked the certificate. */
        REVOKED,
        /** Whether the certificate was revoked is to be checked, but nobody who knows can be asked. */
        REVOCATION_UNKNOWN,
        /** Client and server share no TLS version or cipher suite. */
        PROTOCOL_MISMATCH,
        /** The server wants a certificate of the client, which has none, or none that the server accepts. */
        CLIENT_CERTIFICATE_REQUIRED,
        /** The server does not accept the certificate of the client. */
        CLIENT_CERTIFICATE_REFUSED,
        /** STARTTLS is required, but the server does not offer it; or somebody on the path removed the offer. */
        STARTTLS_NOT_OFFERED,
        /** The server refused STARTTLS. */
        STARTTLS_REFUSED,
        /** Data was already there after the reply to STARTTLS: somebody injected plaintext (RFC 3207 section 5). */
        INJECTED,
        /** The handshake failed in another way; the cause tells. */
        HANDSHAKE_FAILED
    }

    /**
     * Creates the exception.
     *
     * @param reason what exactly went wrong
     * @param message what happened, to whom, and the cure
     * @param cause what was caught, may be null
     */
    public SmtpTlsException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns what exactly went wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns whether it is a matter of time: those who know of revocations may be there again. Otherwise a certificate, the
     * server or the configuration has to change.
     */
    @Override
    public boolean isTransient() {
        return reason == Reason.REVOCATION_UNKNOWN;
    }
}
