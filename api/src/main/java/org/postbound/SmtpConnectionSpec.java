package org.postbound;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The application's own credentials, or its own server, for {@link
 * SmtpConnectionFactory#getConnection(SmtpConnectionSpec)}. What it leaves out comes from the configuration, except
 * that the configured credentials are never sent to another server.
 */
public final class SmtpConnectionSpec {
    private final String userName;
    private final String password;
    private final String accessToken;
    private final Server server;

    private SmtpConnectionSpec(String userName, String password, String accessToken, Server server) {
        this.userName = userName;
        this.password = password;
        this.accessToken = accessToken;
        this.server = server;
    }

    /**
     * A server of the application's choice.
     *
     * @param host one host name or IP address, without blanks and control characters; kept in lower case, since hosts do not
     *     differ by that
     * @param port a TCP port, 1 to 65535
     * @param security how the connection is protected
     */
    public record Server(String host, int port, Security security) {
        /**
         * Checks all of them.
         *
         * @throws SmtpConfigurationException if the host is empty or no host name, the port is out of range, or the
         *     security is null
         */
        public Server {
            if (host == null || host.isBlank() || host.indexOf(' ') >= 0 || !Syntax.isPrintable(host)) {
                throw new SmtpConfigurationException(
                        "ServerName", "is " + quoted(host) + "; give a host name or an IP address");
            }
            if (host.indexOf(',') >= 0) {
                throw new SmtpConfigurationException(
                        "ServerName",
                        "is " + quoted(host) + "; give one host, since only the configuration has several");
            }
            host = host.toLowerCase(Locale.ROOT);
            if (port < 1 || port > 65_535) {
                throw new SmtpConfigurationException("PortNumber", "is " + port + "; give a port from 1 to 65535");
            }
            if (security == null) {
                throw new SmtpConfigurationException(
                        "Security", "is null; give TLS, STARTTLS, STARTTLS_IF_OFFERED or NONE");
            }
        }

        private static String quoted(String text) {
            return text == null ? "null" : '"' + Syntax.printable(text) + '"';
        }
    }

    /**
     * The configured server and credentials.
     *
     * @return a spec that asks for nothing
     */
    public static SmtpConnectionSpec configured() {
        return new SmtpConnectionSpec(null, null, null, null);
    }

    /**
     * The same, with a user name and a password.
     *
     * @param userName the authentication identity
     * @param password its password
     * @return a new spec
     * @throws SmtpConfigurationException if one is empty or contains a control character
     */
    public SmtpConnectionSpec withPassword(String userName, String password) {
        return new SmtpConnectionSpec(checkUserName(userName), checkSecret("Password", password), null, server);
    }

    /**
     * The same, with a user name and an OAuth 2 access token.
     *
     * @param userName the authentication identity
     * @param accessToken a bearer token
     * @return a new spec
     * @throws SmtpConfigurationException if one is empty or contains a control character
     */
    public SmtpConnectionSpec withAccessToken(String userName, String accessToken) {
        return new SmtpConnectionSpec(checkUserName(userName), null, checkSecret("AccessToken", accessToken), server);
    }

    /**
     * The same, with a server of the application's choice.
     *
     * @param host a host name or an IP address, without blanks and control characters
     * @param port a TCP port
     * @param security how the connection is protected
     * @return a new spec
     * @throws SmtpConfigurationException if the host is empty or no host name, the port is out of range, or the security
     *     is null
     */
    public SmtpConnectionSpec withServer(String host, int port, Security security) {
        return new SmtpConnectionSpec(userName, password, accessToken, new Server(host, port, security));
    }

    private static String checkUserName(String userName) {
        if (userName == null || userName.isEmpty() || hasControlCharacter(userName)) {
            throw new SmtpConfigurationException(
                    "UserName", "is empty or contains a control character; give the authentication identity");
        }
        return userName;
    }

    private static String checkSecret(String property, String secret) {
        if (secret == null || secret.isEmpty()) {
            throw new SmtpConfigurationException(property, "is empty; give it together with the user name");
        }
        if (hasControlCharacter(secret)) {
            throw new SmtpConfigurationException(property, "contains a control character; remove it");
        }
        return secret;
    }

    /** The SASL mechanisms separate what they send by NUL (RFC 4616) or SOH (RFC 7628). */
    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    /**
     * Returns the authentication identity.
     *
     * @return the user name; empty if the configured one is meant
     */
    public Optional<String> userName() {
        return Optional.ofNullable(userName);
    }

    /**
     * Returns the password: a secret.
     *
     * @return the password, if one was given
     */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /**
     * Returns the OAuth 2 access token: a secret.
     *
     * @return the token, if one was given
     */
    public Optional<String> accessToken() {
        return Optional.ofNullable(accessToken);
    }

    /**
     * Returns the server.
     *
     * @return the server; empty if the configured one is meant
     */
    public Optional<Server> server() {
        return Optional.ofNullable(server);
    }

    /** Returns whether both ask for the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SmtpConnectionSpec that
                && Objects.equals(userName, that.userName)
                && Objects.equals(password, that.password)
                && Objects.equals(accessToken, that.accessToken)
                && Objects.equals(server, that.server);
    }

    /** Returns a hash of all parts. */
    @Override
    public int hashCode() {
        return Objects.hash(userName, password, accessToken, server);
    }

    /** Returns user name and server, and never a secret. */
    @Override
    public String toString() {
        return "SmtpConnectionSpec[userName=" + userName + ", server=" + server + "]";
    }
}
