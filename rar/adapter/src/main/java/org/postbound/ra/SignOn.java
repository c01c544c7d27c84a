package org.postbound.ra;

import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.security.PasswordCredential;
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
    /** The configured credentials are for the configured server, and are never sent to another. */
    private static final Credentials NOBODY = new Credentials.None();

    private SignOn() {}

    static SessionConfig resolve(
            ManagedConnectionFactory factory, SessionConfig configured, Subject subject, ConnectionRequestInfo info)
            throws jakarta.resource.spi.SecurityException {
        SmtpConnectionSpec spec =
                info instanceof SmtpConnectionRequestInfo request ? request.spec() : SmtpConnectionSpec.configured();
        SmtpConnectionSpec.Server server = spec.server().orElse(configured.server());
        return configured.with(
                server,
                subject == null
                        ? fromSpec(spec, server.equals(configured.server()) ? configured.credentials() : NOBODY)
                        : fromSubject(factory, subject));
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

    private static Credentials fromSubject(ManagedConnectionFactory factory, Subject subject)
            throws jakarta.resource.spi.SecurityException {
        Optional<PasswordCredential> credential = subject.getPrivateCredentials(PasswordCredential.class).stream()
                .filter(candidate -> factory.equals(candidate.getManagedConnectionFactory()))
                .findFirst();
        if (credential.isEmpty()) {
            SmtpConfigurationException problem = new SmtpConfigurationException(
                    "UserName",
                    "is to come from the container's subject, which has no PasswordCredential for this connection"
                            + " factory; map one in its security domain, or configure UserName and Password and no"
                            + " security domain");
            throw new jakarta.resource.spi.SecurityException(problem.getMessage(), problem);
        }
        return new Credentials.Password(
                credential.get().getUserName(), new String(credential.get().getPassword()));
    }
}
