package org.postbound.config;

import java.util.Objects;
import java.util.Optional;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;

/**
 * All that is needed to open one SMTP session.
 *
 * @param server host, port and how the connection is protected
 * @param credentials who the adapter says it is
 * @param tls how the server's certificate is checked
 * @param timeouts how long to wait, phase by phase
 * @param heloName the argument of EHLO; empty for the name of this host, else its address literal (RFC 5321 4.1.1.1)
 * @param pipelining whether commands are sent in groups to servers that offer PIPELINING (RFC 2920)
 */
public record SessionConfig(
        SmtpConnectionSpec.Server server,
        Credentials credentials,
        Tls tls,
        Timeouts timeouts,
        Optional<String> heloName,
        boolean pipelining) {
    /** Checks that nothing is null, and that the EHLO name is one word. */
    public SessionConfig {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(timeouts, "timeouts");
        heloName.ifPresent(SessionConfig::checkHeloName);
    }

    private static void checkHeloName(String name) {
        Checks.noControlCharacters("HeloName", name);
        if (name.isEmpty() || name.indexOf(' ') >= 0) {
            throw new SmtpConfigurationException(
                    "HeloName", "is \"%s\"; give a host name such as app.example.org".formatted(name));
        }
    }

    /**
     * The same for another server and other credentials.
     *
     * @param server the other server
     * @param credentials the credentials for it
     * @return a new configuration
     */
    public SessionConfig with(SmtpConnectionSpec.Server server, Credentials credentials) {
        return new SessionConfig(server, credentials, tls, timeouts, heloName, pipelining);
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
