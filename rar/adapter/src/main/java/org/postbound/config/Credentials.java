package org.postbound.config;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.postbound.SmtpConfigurationException;

/** Who the adapter says it is to the server. */
public sealed interface Credentials {
    /** Nobody: AUTH is not used. */
    record None() implements Credentials {
        @Override
        public String toString() {
            return "no account";
        }
    }

    /**
     * A user name and a password.
     *
     * @param userName the authentication identity
     * @param password its password
     */
    record Password(String userName, String password) implements Credentials {
        /** Checks that both are there. */
        public Password {
            checkUserName(userName, "Password");
            if (password == null || password.isEmpty()) {
                throw new SmtpConfigurationException(
                        "Password", "is empty although UserName is set; set it, or remove UserName");
            }
            Checks.secret("Password", password);
        }

        @Override
        public String toString() {
            return "password of " + userName;
        }
    }

    /**
     * The certificate of the client, which the server saw in the TLS handshake.
     *
     * @param userName the authorization identity; empty for the one that the server derives from the certificate
     */
    record Certificate(Optional<String> userName) implements Credentials {
        /** Checks the name. */
        public Certificate {
            userName.ifPresent(name -> Checks.noControlCharacters("UserName", name));
        }

        @Override
        public String toString() {
            return "certificate" + userName.map(name -> " of " + name).orElse("");
        }
    }

    /** Something that is shown to the server as a bearer token. */
    sealed interface Token extends Credentials {
        /**
         * Returns who the token is for.
         *
         * @return the authentication identity
         */
        String userName();
    }

    /**
     * A user name and an OAuth 2 access token.
     *
     * @param userName the authentication identity
     * @param token a bearer token
     */
    record AccessToken(String userName, String token) implements Token {
        /** Checks that both are there. */
        public AccessToken {
            checkUserName(userName, "Password");
            if (token == null || token.isEmpty()) {
                throw new SmtpConfigurationException("AccessToken", "is empty; give it together with the user name");
            }
            Checks.secret("AccessToken", token);
        }

        @Override
        public String toString() {
            return "access token of " + userName;
        }
    }

    /**
     * A user name, and where its access tokens come from (RFC 6749): by the refresh token if there is one, else by the
     * credentials of the client.
     *
     * @param userName the authentication identity at the SMTP server
     * @param tokenEndpoint where tokens are asked for; https, except on this host
     * @param clientId the name of the client there
     * @param clientSecret its secret; empty for a public client
     * @param refreshToken what the user gave the client
     * @param scope what is asked for, separated by spaces
     */
    record OAuth2(
            String userName,
            URI tokenEndpoint,
            String clientId,
            Optional<String> clientSecret,
            Optional<String> refreshToken,
            Optional<String> scope)
            implements Token {
        /** Checks that nothing is missing, and that no secret would be sent in plaintext. */
        public OAuth2 {
            checkUserName(userName, "OAuth2TokenEndpoint");
            checkEndpoint(tokenEndpoint);
            if (clientId == null || clientId.isEmpty()) {
                throw new SmtpConfigurationException(
                        "OAuth2ClientId", "is empty although OAuth2TokenEndpoint is set; set it, or remove both");
            }
            Checks.noControlCharacters("OAuth2ClientId", clientId);
            if (clientSecret.isEmpty() && refreshToken.isEmpty()) {
                throw new SmtpConfigurationException(
                        "OAuth2ClientSecret",
                        "is empty, and so is OAuth2RefreshToken; set the secret, the refresh token, or both");
            }
            clientSecret.ifPresent(secret -> Checks.secret("OAuth2ClientSecret", secret));
            refreshToken.ifPresent(token -> Checks.secret("OAuth2RefreshToken", token));
            scope.ifPresent(text -> Checks.noControlCharacters("OAuth2Scope", text));
        }

        private static void checkEndpoint(URI endpoint) {
            Objects.requireNonNull(endpoint, "tokenEndpoint");
            String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
            String host = endpoint.getHost();
            if (host == null || endpoint.getRawUserInfo() != null || endpoint.getRawFragment() != null) {
                throw new SmtpConfigurationException(
                        "OAuth2TokenEndpoint",
                        "names no host, or has a user or a fragment; give a URL such as https://login.example.org/token");
            }
            if (!scheme.equals("https") && !(scheme.equals("http") && isThisHost(host))) {
                throw new SmtpConfigurationException(
                        "OAuth2TokenEndpoint",
                        "is %s, which would show secrets on the way; give an https URL".formatted(place(endpoint)));
            }
        }

        private static boolean isThisHost(String host) {
            return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
        }

        /**
         * Returns the token endpoint as it may be shown: without its query, in which some endpoints take a key.
         *
         * @return the URL up to the query
         */
        public String place() {
            return place(tokenEndpoint);
        }

        private static String place(URI endpoint) {
            return endpoint.toString().replaceFirst("\\?.*", "");
        }

        /** Shows no secret. */
        @Override
        public String toString() {
            return "access tokens of %s from %s".formatted(userName, place());
        }
    }

    private static void checkUserName(String userName, String other) {
        if (userName == null || userName.isEmpty()) {
            throw new SmtpConfigurationException(
                    "UserName", "is empty although %s is set; set it, or remove %s".formatted(other, other));
        }
        Checks.noControlCharacters("UserName", userName);
    }
}
