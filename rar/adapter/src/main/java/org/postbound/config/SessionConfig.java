package org.postbound.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;

/**
 * All that is needed to open one SMTP session.
 *
 * @param server host, port and how the connection is protected
 * @param credentials who the adapter says it is
 * @param mechanisms the SASL mechanisms that may be used; the first that fits and is offered counts
 * @param tls how the server's certificate is checked
 * @param timeouts how long to wait, phase by phase
 * @param heloName the argument of EHLO; empty for the name of this host, else its address literal (RFC 5321 4.1.1.1)
 * @param pipelining whether commands are sent in groups to servers that offer PIPELINING (RFC 2920)
 */
public record SessionConfig(
        SmtpConnectionSpec.Server server,
        Credentials credentials,
        List<Mechanism> mechanisms,
        Tls tls,
        Timeouts timeouts,
        Optional<String> heloName,
        boolean pipelining) {
    /** Checks that nothing is null, that a mechanism fits the credentials, and that the EHLO name is one word. */
    public SessionConfig {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(credentials, "credentials");
        mechanisms = List.copyOf(mechanisms);
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(timeouts, "timeouts");
        checkMechanisms(credentials, mechanisms);
        if (credentials instanceof Credentials.Certificate) {
            checkCertificate(server, tls);
        }
        heloName.ifPresent(SessionConfig::checkHeloName);
    }

    private static void checkMechanisms(Credentials credentials, List<Mechanism> mechanisms) {
        if (!(credentials instanceof Credentials.None)
                && mechanisms.stream().noneMatch(mechanism -> mechanism.fits(credentials))) {
            throw new SmtpConfigurationException(
                    "AuthenticationMechanisms",
                    "is %s, none of which works with a %s; add one of %s, or remove it"
                            .formatted(
                                    names(mechanisms),
                                    credentials,
                                    names(Mechanism.STRONGEST_FIRST.stream()
                                            .filter(mechanism -> mechanism.fits(credentials))
                                            .toList())));
        }
    }

    private static String names(List<Mechanism> mechanisms) {
        return mechanisms.stream().map(Mechanism::saslName).collect(Collectors.joining(", "));
    }

    private static void checkCertificate(SmtpConnectionSpec.Server server, Tls tls) {
        if (tls.keyStore().isEmpty()) {
            throw new SmtpConfigurationException(
                    "KeyStore", "is empty although EXTERNAL is to be used; give a file with a certificate and its key");
        }
        if (server.security() == Security.NONE) {
            throw new SmtpConfigurationException(
                    "Security",
                    "is NONE, so the server would never see the certificate of KeyStore; give TLS or STARTTLS");
        }
    }

    private static void checkHeloName(String name) {
        Checks.noControlCharacters("HeloName", name);
        if (name.isEmpty() || name.indexOf(' ') >= 0) {
            throw new SmtpConfigurationException(
                    "HeloName", "is \"%s\"; give a host name such as app.example.org".formatted(name));
        }
    }

    /**
     * The same for a server, which may be another, and other credentials. Another server does not see the certificate of
     * the client.
     *
     * @param server the other server
     * @param credentials the credentials for it
     * @return a new configuration
     */
    public SessionConfig with(SmtpConnectionSpec.Server server, Credentials credentials) {
        return new SessionConfig(
                server,
                credentials,
                mechanisms,
                server.equals(this.server) ? tls : tls.withoutKeyStore(),
                timeouts,
                heloName,
                pipelining);
    }

    /** The same for a server that may take the place of this one: its port and all else are the same. */
    SessionConfig at(String host) {
        SmtpConnectionSpec.Server other = new SmtpConnectionSpec.Server(host, server.port(), server.security());
        return new SessionConfig(other, credentials, mechanisms, tls, timeouts, heloName, pipelining);
    }

    /**
     * Returns whether nothing may be sent, credentials included, before TLS is up.
     *
     * @return whether TLS is required
     */
    public boolean requiresTls() {
        return server.security() == Security.TLS || server.security() == Security.STARTTLS;
    }
}
