package org.postbound.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How the server's certificate is checked.
 *
 * @param checkServerIdentity whether the certificate has to be for the host that was connected to (RFC 7817)
 * @param trustStore the issuers that are trusted; empty for those of the Java runtime
 */
public record Tls(boolean checkServerIdentity, Optional<TrustStore> trustStore) {
    /** The host is checked, the runtime's issuers are trusted. */
    public static final Tls DEFAULT = new Tls(true, Optional.empty());

    /** Checks that nothing is null. */
    public Tls {
        Objects.requireNonNull(trustStore, "trustStore");
    }

    /**
     * A key store file with trusted certificates, PKCS12 or JKS. It is read whenever a connection is opened, so a renewed
     * one is used without a restart.
     *
     * @param file the file
     * @param password its password; empty if it has none
     */
    public record TrustStore(Path file, Optional<String> password) {
        @Override
        public String toString() {
            return file.toString();
        }
    }
}
