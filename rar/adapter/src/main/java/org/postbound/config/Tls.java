package org.postbound.config;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.postbound.SmtpConfigurationException;

/**
 * How the server's certificate is checked, and what the client shows of itself.
 *
 * @param checkServerIdentity whether the certificate has to be for the host that was connected to (RFC 7817)
 * @param trustStore the issuers that are trusted; empty for those of the Java runtime
 * @param keyStore the certificate of the client; empty for none
 * @param protocols the versions that may be used, such as TLSv1.3; empty for those of the Java runtime
 * @param checkRevocation whether the issuer is asked if it has revoked the certificate (RFC 6960, RFC 5280)
 */
public record Tls(
        boolean checkServerIdentity,
        Optional<TrustStore> trustStore,
        Optional<KeyStore> keyStore,
        List<String> protocols,
        boolean checkRevocation) {
    /** The host is checked, the runtime's issuers are trusted. */
    public static final Tls DEFAULT = new Tls(true, Optional.empty(), Optional.empty(), List.of());

    /** Checks that nothing is null, and that the Java runtime knows the versions. */
    public Tls {
        Objects.requireNonNull(trustStore, "trustStore");
        Objects.requireNonNull(keyStore, "keyStore");
        protocols = List.copyOf(protocols);
        List<String> supported = protocols.isEmpty() ? List.of() : supported();
        if (!supported.containsAll(protocols)) {
            throw new SmtpConfigurationException(
                    "TlsProtocols",
                    "is \"%s\"; give some of %s, or remove it to have those of the Java runtime"
                            .formatted(
                                    String.join(" ", protocols).replaceAll("\\p{Cntrl}", "?"),
                                    String.join(", ", supported)));
        }
    }

    /**
     * Asks nobody about revocations.
     *
     * @param checkServerIdentity whether the certificate has to be for the host that was connected to
     * @param trustStore the issuers that are trusted
     * @param keyStore the certificate of the client
     * @param protocols the versions that may be used
     */
    public Tls(
            boolean checkServerIdentity,
            Optional<TrustStore> trustStore,
            Optional<KeyStore> keyStore,
            List<String> protocols) {
        this(checkServerIdentity, trustStore, keyStore, protocols, false);
    }

    private static List<String> supported() {
        try {
            return Stream.of(SSLContext.getDefault().getSupportedSSLParameters().getProtocols())
                    .filter(name -> name.startsWith("TLS"))
                    .toList();
        } catch (NoSuchAlgorithmException e) {
            throw new SmtpConfigurationException(
                    "TlsProtocols",
                    "cannot be used, since the Java runtime has no TLS (%s); remove it".formatted(e),
                    e);
        }
    }

    /**
     * The same without a certificate of the client, which is for the configured server alone.
     *
     * @return a new value
     */
    public Tls withoutKeyStore() {
        return new Tls(checkServerIdentity, trustStore, Optional.empty(), protocols, checkRevocation);
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

    /**
     * A key store file with a certificate and its key, PKCS12 or JKS. It is read whenever a connection is opened.
     *
     * @param file the file
     * @param password its password, and that of the key; empty if it has none
     */
    public record KeyStore(Path file, Optional<String> password) {
        @Override
        public String toString() {
            return file.toString();
        }
    }
}
