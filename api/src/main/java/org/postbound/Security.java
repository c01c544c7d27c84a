package org.postbound;

/** How a connection to the SMTP server is protected. */
public enum Security {
    /** TLS from the first byte on (RFC 8314 section 3.3). */
    TLS(465),
    /** STARTTLS is required; without it nothing is sent (RFC 3207, RFC 6409). */
    STARTTLS(587),
    /** STARTTLS where the server offers it, plaintext otherwise: an attacker on the path can take it away. */
    STARTTLS_IF_OFFERED(25),
    /** Plaintext, for a relay on the same machine or in a closed network. */
    NONE(25);

    private final int defaultPort;

    Security(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /**
     * Returns the port that is used where none is configured.
     *
     * @return a TCP port
     */
    public int defaultPort() {
        return defaultPort;
    }
}
