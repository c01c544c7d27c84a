package org.postbound.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The SASL mechanisms, strongest first for each kind of credentials. None of them binds the channel (RFC 5802 section 6). */
public enum Mechanism {
    /** The certificate of the TLS handshake (RFC 4422 appendix A). */
    EXTERNAL("EXTERNAL", Credentials.Certificate.class, false),
    /** Neither side shows the secret, each proves that it knows it (RFC 7677). */
    SCRAM_SHA_256("SCRAM-SHA-256", Credentials.Password.class, true),
    /** The same with an older hash (RFC 5802). */
    SCRAM_SHA_1("SCRAM-SHA-1", Credentials.Password.class, true),
    /** Shows a digest, by which whoever chose the challenge can guess the secret quickly (RFC 2195). */
    CRAM_MD5("CRAM-MD5", Credentials.Password.class, false),
    /** Shows the secret (RFC 4616). */
    PLAIN("PLAIN", Credentials.Password.class, false),
    /** Shows the secret; no RFC defines it. */
    LOGIN("LOGIN", Credentials.Password.class, false),
    /** Shows the token (RFC 7628). */
    OAUTHBEARER("OAUTHBEARER", Credentials.Token.class, false),
    /** Shows the token; Google and Microsoft define it. */
    XOAUTH2("XOAUTH2", Credentials.Token.class, false);

    /** All of them, strongest first. */
    public static final List<Mechanism> STRONGEST_FIRST = List.of(values());

    private final String saslName;
    private final Class<? extends Credentials> kind;
    private final boolean safeInPlaintext;

    Mechanism(String saslName, Class<? extends Credentials> kind, boolean safeInPlaintext) {
        this.saslName = saslName;
        this.kind = kind;
        this.safeInPlaintext = safeInPlaintext;
    }

    /**
     * Finds a mechanism.
     *
     * @param name its registered name, in upper or lower case
     * @return the mechanism; empty if it is unknown
     */
    public static Optional<Mechanism> of(String name) {
        String sought = name.toUpperCase(Locale.ROOT);
        return Stream.of(values())
                .filter(mechanism -> mechanism.saslName.equals(sought))
                .findFirst();
    }

    /**
     * Returns the registered name.
     *
     * @return the name as servers offer it
     */
    public String saslName() {
        return saslName;
    }

    /**
     * Returns whether it can carry credentials.
     *
     * @param credentials the credentials
     * @return whether they are of the kind that it carries
     */
    public boolean fits(Credentials credentials) {
        return kind.isInstance(credentials);
    }

    /**
     * Returns whether nobody who listens, or poses as the server, learns what would let him find the secret soon.
     *
     * @return whether it may be used without TLS
     */
    public boolean isSafeInPlaintext() {
        return safeInPlaintext;
    }

    @Override
    public String toString() {
        return saslName;
    }
}
