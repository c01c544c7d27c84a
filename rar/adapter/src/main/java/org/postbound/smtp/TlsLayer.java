package org.postbound.smtp;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.Tls;

/** Turns the configuration of TLS into properties for Angus's sockets. */
final class TlsLayer {
    private TlsLayer() {}

    /** Reads the trust store, if there is one. */
    static Properties properties(Tls tls) {
        Properties properties = new Properties();
        // On is the default; it stands here so that no default elsewhere can turn it off.
        properties.setProperty(Link.PREFIX + ".ssl.checkserveridentity", Boolean.toString(tls.checkServerIdentity()));
        tls.trustStore()
                .ifPresent(store -> properties.put(
                        Link.PREFIX + ".ssl.socketFactory", context(store).getSocketFactory()));
        return properties;
    }

    private static SSLContext context(Tls.TrustStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(load(store));
            if (!trustsAnybody(factory.getTrustManagers())) {
                throw new SmtpConfigurationException(
                        "TrustStore",
                        "is %s, in which no trusted certificate can be read; import one, or set TrustStorePassword"
                                .formatted(store));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SmtpConfigurationException(
                    "TrustStore", "is %s, which cannot be used (%s); give a PKCS12 or JKS file".formatted(store, e), e);
        }
    }

    private static boolean trustsAnybody(TrustManager[] managers) {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager x509 && x509.getAcceptedIssuers().length > 0) {
                return true;
            }
        }
        return false;
    }

    private static KeyStore load(Tls.TrustStore store) throws GeneralSecurityException {
        if (!Files.isReadable(store.file()) || Files.isDirectory(store.file())) {
            throw new SmtpConfigurationException(
                    "TrustStore", "is %s, which is not a readable file; correct the path".formatted(store));
        }
        try {
            return KeyStore.getInstance(
                    store.file().toFile(),
                    store.password().map(String::toCharArray).orElse(null));
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new SmtpConfigurationException(
                        "TrustStorePassword", "does not open TrustStore %s; correct it".formatted(store), e);
            }
            throw new SmtpConfigurationException(
                    "TrustStore", "is %s, which cannot be read (%s); give a PKCS12 or JKS file".formatted(store, e), e);
        }
    }
}
