package org.postbound.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postbound.Security;
import org.postbound.SmtpException;
import org.postbound.SmtpTlsException;
import org.postbound.SmtpTlsException.Reason;
import org.postbound.config.SessionConfig;
import org.postbound.config.Tls;

/** Says why a TLS handshake failed. JSSE tells some of it in the types of the causes, the rest in its messages only. */
final class TlsFailures {
    private static final Pattern CLIENT_CERTIFICATE_ALERT = Pattern.compile("fatal alert: (bad_certificate"
            + "|unsupported_certificate|certificate_revoked|certificate_expired|certificate_unknown|unknown_ca"
            + "|access_denied|no_certificate)");

    private final SessionConfig config;
    private final LinkFailures links;

    TlsFailures(SessionConfig config, LinkFailures links) {
        this.config = config;
        this.links = links;
    }

    SmtpException handshake(IOException e, Link link) {
        Optional<Reason> certificate = certificateProblem(e);
        if (certificate.isPresent()) {
            return failure(certificate.get(), cure(certificate.get()), e);
        }
        if (isPlaintext(e)) {
            return config.server().security() == Security.TLS
                    ? links.plaintextExpected(e)
                    : failure(Reason.INJECTED, "plaintext followed the reply to STARTTLS; look for an attacker", e);
        }
        if (caused(e, SocketTimeoutException.class) || caused(e, EOFException.class)) {
            return links.broken(unwrapTimeout(e), link);
        }
        Optional<Reason> clientCertificate = clientCertificateProblem(String.valueOf(e.getMessage()));
        if (clientCertificate.isPresent()) {
            return failure(clientCertificate.get(), clientCure(clientCertificate.get(), e), e);
        }
        if (isMismatch(e.getMessage())) {
            return failure(
                    Reason.PROTOCOL_MISMATCH,
                    "no TLS version or cipher suite in common%s (%s); update the server or the Java runtime%s"
                            .formatted(otherMeaning(e.getMessage()), e.getMessage(), limited()),
                    e);
        }
        if (caused(e, SocketException.class)) {
            return links.broken(e, link);
        }
        return failure(
                Reason.HANDSHAKE_FAILED,
                "the TLS handshake failed (%s); look into the server's log".formatted(e.getMessage()),
                e);
    }

    /** Whether the failure proves that the other side speaks TLS. */
    static boolean provesTls(IOException e) {
        return certificateProblem(e).isPresent() || isMismatch(e.getMessage());
    }

    private static Optional<Reason> certificateProblem(IOException e) {
        if (caused(e, CertificateExpiredException.class)) {
            return Optional.of(Reason.EXPIRED);
        }
        if (caused(e, CertificateNotYetValidException.class)) {
            return Optional.of(Reason.NOT_YET_VALID);
        }
        Optional<Reason> revocation = revocationProblem(e);
        if (revocation.isPresent()) {
            return revocation;
        }
        if (caused(e, CertPathBuilderException.class) || caused(e, CertPathValidatorException.class)) {
            return Optional.of(Reason.UNTRUSTED);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                String message = String.valueOf(cause.getMessage());
                return Optional.of(
                        message.startsWith("No name matching") || message.startsWith("No subject alternative")
                                ? Reason.WRONG_HOST
                                : Reason.UNTRUSTED);
            }
        }
        return Optional.empty();
    }

    /** What asking for the issuer's list came to is suppressed by what asking by OCSP came to. */
    private static Optional<Reason> revocationProblem(IOException e) {
        Set<CertPathValidatorException.Reason> told = Stream.iterate(
                        (Throwable) e, Objects::nonNull, Throwable::getCause)
                .flatMap(cause -> Stream.concat(Stream.of(cause), Stream.of(cause.getSuppressed())))
                .filter(CertPathValidatorException.class::isInstance)
                .map(invalid -> ((CertPathValidatorException) invalid).getReason())
                .collect(Collectors.toSet());
        if (told.contains(BasicReason.REVOKED)) {
            return Optional.of(Reason.REVOKED);
        }
        return told.contains(BasicReason.UNDETERMINED_REVOCATION_STATUS)
                ? Optional.of(Reason.REVOCATION_UNKNOWN)
                : Optional.empty();
    }

    private String cure(Reason reason) {
        return switch (reason) {
            case EXPIRED -> "the server's certificate has expired; renew it";
            case NOT_YET_VALID -> "the server's certificate is not valid yet; check the clocks, or replace it";
            case REVOKED -> "the issuer of the server's certificate has revoked it; replace it";
            case REVOCATION_UNKNOWN ->
                "nobody says whether the server's certificate was revoked: it names neither an OCSP responder nor a list that"
                        + " can be reached; let this host reach them, or set CheckRevocation to false";
            case WRONG_HOST -> "the server's certificate is for another host; set ServerName to a name in it";
            default ->
                "the issuer of the server's certificate is not trusted; import it into %s"
                        .formatted(config.tls()
                                .trustStore()
                                .map(store -> "TrustStore " + store)
                                .orElse("a file that TrustStore names"));
        };
    }

    /** The server's alerts on a certificate can mean the client's only. */
    private Optional<Reason> clientCertificateProblem(String message) {
        if (message.contains("certificate_required")) {
            return Optional.of(Reason.CLIENT_CERTIFICATE_REQUIRED);
        }
        if (!CLIENT_CERTIFICATE_ALERT.matcher(message).find()) {
            return Optional.empty();
        }
        return Optional.of(
                config.tls().keyStore().isPresent()
                        ? Reason.CLIENT_CERTIFICATE_REFUSED
                        : Reason.CLIENT_CERTIFICATE_REQUIRED);
    }

    private String clientCure(Reason reason, IOException e) {
        Optional<Tls.KeyStore> store = config.tls().keyStore();
        if (reason == Reason.CLIENT_CERTIFICATE_REFUSED) {
            return "the server does not accept the client certificate of KeyStore %s (%s); renew it, or ask the server's"
                            .formatted(store.orElseThrow(), e.getMessage())
                    + " administrator";
        }
        return store.map(file -> "the server wants a client certificate, but KeyStore %s has none of an issuer that it"
                                .formatted(file)
                        + " accepts; import one")
                .orElse("the server wants a client certificate; set KeyStore and KeyStorePassword");
    }

    private String limited() {
        List<String> protocols = config.tls().protocols();
        return protocols.isEmpty() ? "" : ", or change TlsProtocols (%s)".formatted(String.join(", ", protocols));
    }

    private static boolean isPlaintext(IOException e) {
        return e instanceof SSLException && String.valueOf(e.getMessage()).contains("unrecognized SSL message");
    }

    /** TLS 1.2 has one alert for both (RFC 5246 sections 7.2.2 and 7.4.6). */
    private static String otherMeaning(String message) {
        return message.contains("handshake_failure") ? ", or the server wants a client certificate" : "";
    }

    private static boolean isMismatch(String message) {
        return message != null
                && (message.contains("protocol_version")
                        || message.contains("handshake_failure")
                        || message.contains("insufficient_security")
                        || message.contains("improper ciphersuite")
                        || message.contains("No appropriate protocol")
                        || message.contains("selected protocol version"));
    }

    private static IOException unwrapTimeout(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException timeout) {
                return timeout;
            }
        }
        return e;
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    SmtpTlsException failure(Reason reason, String problem, IOException cause) {
        return new SmtpTlsException(reason, links.peer() + ": " + problem, cause);
    }
}
