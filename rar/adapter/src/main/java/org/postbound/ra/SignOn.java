package org.postbound.ra;

import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.Subject;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;

/**
 * Whose connection to which server is meant: the container's subject counts first, then the application's spec, then the
 * configuration (10.1.8.2).
 */
final class SignOn {
    /** The configured credentials and the mapped ones are for the configured server, and are never sent to another. */
    private static final Credentials NOBODY = new Credentials.None();

    private SignOn() {}

    static SessionConfig resolve(
            SmtpManagedConnectionFactory factory, SessionConfig configured, Subject subject, ConnectionRequestInfo info)
            throws jakarta.resource.spi.SecurityException {
        SmtpConnectionSpec spec =
                info instanceof SmtpConnectionRequestInfo request ? request.spec() : SmtpConnectionSpec.configured();
        SmtpConnectionSpec.Server server = spec.server().orElse(configured.server());
        Optional<PasswordCredential> mapped = subject == null ? Optional.empty() : mapped(factory, subject);
        if (mapped.isPresent()) {
            checkConfigured(server, configured.server());
            return info == null
                    ? unasked(configured, mapped.get())
                    : configured.with(server, fromContainer(mapped.get()));
        }
        return configured.with(
                server, fromSpec(spec, server.equals(configured.server()) ? configured.credentials() : NOBODY));
    }

    private static void checkConfigured(SmtpConnectionSpec.Server asked, SmtpConnectionSpec.Server configured) {
        if (!asked.equals(configured)) {
            throw new SmtpConfigurationException(
                    "ServerName",
                    "is %s for the application, but the container maps an account, whose password is for %s and is sent to no"
                                    .formatted(describe(asked), describe(configured))
                            + " other server; name no server, or use a connection factory without a security domain");
        }
    }

    private static String describe(SmtpConnectionSpec.Server server) {
        return "%s:%d (%s)".formatted(server.host(), server.port(), server.security());
    }

    /**
     * No application asks: the container recovers branches or fills its pool. Recovery may have an account that the server
     * could not take, and is never to fail for it, since nobody is shown it.
     */
    private static SessionConfig unasked(SessionConfig configured, PasswordCredential mapped) {
        try {
            return configured.with(configured.server(), fromContainer(mapped));
        } catch (SmtpConfigurationException e) {
            return configured.with(configured.server(), NOBODY);
        }
    }

    private static Credentials fromSpec(SmtpConnectionSpec spec, Credentials otherwise) {
        if (spec.password().isPresent()) {
            return new Credentials.Password(
                    spec.userName().orElseThrow(), spec.password().get());
        }
        if (spec.accessToken().isPresent()) {
            return new Credentials.AccessToken(
                    spec.userName().orElseThrow(), spec.accessToken().get());
        }
        return otherwise;
    }

    private static Credentials fromContainer(PasswordCredential mapped) {
        return new Credentials.Password(mapped.getUserName(), new String(mapped.getPassword()));
    }

    private static Optional<PasswordCredential> mapped(SmtpManagedConnectionFactory factory, Subject subject)
            throws jakarta.resource.spi.SecurityException {
        Optional<PasswordCredential> credential = subject.getPrivateCredentials(PasswordCredential.class).stream()
                .filter(candidate -> factory.equals(candidate.getManagedConnectionFactory()))
                .findFirst();
        if (credential.isEmpty()) {
            SmtpConfigurationException problem = new SmtpConfigurationException(
                    "UserName",
                    "is to come from the container's subject, which has no PasswordCredential for this connection"
                            + " factory; map one in its security domain, or configure UserName and Password and no"
                            + " security domain, or enable the application again if its pool was changed");
            throw new jakarta.resource.spi.SecurityException(problem.getMessage(), problem);
        }
        return credential.filter(candidate -> !isConfigured(factory, candidate));
    }

    /**
     * Payara and GlassFish, where nothing is mapped, make a subject of the factory's own UserName and Password, with an empty
     * text for one that is not set. That maps nobody, and tells nothing of tokens or certificates.
     */
    private static boolean isConfigured(SmtpManagedConnectionFactory factory, PasswordCredential credential) {
        return orEmpty(factory.getUserName()).equals(credential.getUserName())
                && orEmpty(factory.getPassword()).equals(new String(credential.getPassword()));
    }

    private static String orEmpty(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
