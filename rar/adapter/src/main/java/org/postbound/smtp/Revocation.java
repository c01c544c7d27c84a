package org.postbound.smtp;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Asks issuers whether they have revoked a certificate: by OCSP (RFC 6960), which the server may staple to the handshake, else by
 * the list that the certificate names (RFC 5280). No answer is not taken for a good one.
 */
final class Revocation {
    private static final String PKIX = "PKIX";

    private Revocation() {}

    /** Trust managers that trust the same issuers, and ask them. */
    static TrustManager[] checkedBy(TrustManager[] trusting) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(trusting), new X509CertSelector());
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance(PKIX).getRevocationChecker();
        parameters.addCertPathChecker(checker);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(PKIX);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    private static Set<TrustAnchor> anchors(TrustManager[] trusting) {
        return Stream.of(trusting)
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                .map(issuer -> new TrustAnchor(issuer, null))
                .collect(Collectors.toSet());
    }
}
