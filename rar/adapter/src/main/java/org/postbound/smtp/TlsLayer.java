package org.postbound.smtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.Tls;

/** Turns the configuration of TLS into properties for Angus's sockets, and into a context for others. */
public final class TlsLayer {
    private static final char[] NO_PASSWORD = {};

    private TlsLayer() {}

    /** Reads the trust store and the key store, so far as there are any. */
    static Properties properties(Tls tls) {
        Properties properties = new Properties();
        // On is the default; it stands here so that no default elsewhere can turn it off.
        properties.setProperty(Link.PREFIX + ".ssl.checkserveridentity", Boolean.toString(tls.checkServerIdentity()));
        if (!tls.protocols().isEmpty()) {
            properties.setProperty(Link.PREFIX + ".ssl.protocols", String.join(" ", tls.protocols()));
        }
        context(tls)
                .ifPresent(context -> properties.put(Link.PREFIX + ".ssl.socketFactory", context.getSocketFactory()));
        return properties;
    }

    /**
     * Reads the trust store and the key store.
     *
     * @param tls where they are
     * @return what trusts the issuers and shows the certificate; empty if all is left to the Java runtime
     * @throws SmtpConfigurationException if one of them cannot be used
     */
    public static Optional<SSLContext> context(Tls tls) {
        if (tls.trustStore().isEmpty() && tls.keyStore().isEmpty() && !tls.checkRevocation()) {
            return Optional.empty();
        }
        KeyManager[] keys = tls.keyStore().map(TlsLayer::keyManagers).orElse(null);
        TrustManager[] issuers = tls.trustStore().map(TlsLayer::trustManagers).orElse(null);
        try {
            if (tls.checkRevocation()) {
                issuers = Revocation.checkedBy(issuers == null ? trustManagersOf(null) : issuers);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, issuers, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new SmtpConfigurationException(
                    tls.trustStore().isPresent() ? "TrustStore" : "KeyStore",
                    "cannot be used, since the Java runtime has no TLS (%s); repair it".formatted(e),
                    e);
        }
    }

    private static TrustManager[] trustManagers(Tls.TrustStore store) {
        try {
            TrustManager[] managers = trustManagersOf(load("TrustStore", store.file(), store.password()));
            if (!trustsAnybody(managers)) {
                throw new SmtpConfigurationException(
                        "TrustStore",
                        "is %s, in which no trusted certificate can be read; import one, or set TrustStorePassword"
                                .formatted(store));
            }
            return managers;
        } catch (GeneralSecurityException e) {
            throw unusable("TrustStore", store.file(), e);
        }
    }

    /** Without a store they trust whom the Java runtime trusts. */
    private static TrustManager[] trustManagersOf(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static boolean trustsAnybody(TrustManager[] managers) {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager x509 && x509.getAcceptedIssuers().length > 0) {
                return true;
            }
        }
        return false;
    }

    private static KeyManager[] keyManagers(Tls.KeyStore store) {
        try {
            KeyStore keys = load("KeyStore", store.file(), store.password());
            if (!hasKey(keys)) {
                throw new SmtpConfigurationException(
                        "KeyStore",
                        "is %s, in which there is no certificate with its key; import both, or set KeyStorePassword"
                                .formatted(store));
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, store.password().map(String::toCharArray).orElse(NO_PASSWORD));
            return factory.getKeyManagers();
        } catch (UnrecoverableKeyException e) {
            throw wrongPassword("KeyStore", store.file(), e);
        } catch (GeneralSecurityException e) {
            throw unusable("KeyStore", store.file(), e);
        }
    }

    private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    private static KeyStore load(String property, Path file, Optional<String> password)
            throws GeneralSecurityException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new SmtpConfigurationException(
                    property, "is %s, which is not a readable file; correct the path".formatted(file));
        }
        try {
            return KeyStore.getInstance(
                    file.toFile(), password.map(String::toCharArray).orElse(null));
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? wrongPassword(property, file, e)
                    : unusable(property, file, e);
        }
    }

    private static SmtpConfigurationException wrongPassword(String property, Path file, Exception cause) {
        return new SmtpConfigurationException(
                property + "Password", "does not open %s %s; correct it".formatted(property, file), cause);
    }

    private static SmtpConfigurationException unusable(String property, Path file, Exception cause) {
        return new SmtpConfigurationException(
                property, "is %s, which cannot be used (%s); give a PKCS12 or JKS file".formatted(file, cause), cause);
    }
}
