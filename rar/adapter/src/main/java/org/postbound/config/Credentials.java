package org.postbound.config;

import org.postbound.SmtpConfigurationException;

/** Who the adapter says it is to the server. */
public sealed interface Credentials {
    /** Nobody: AUTH is not used. */
    record None() implements Credentials {}

    /**
     * A user name and a password.
     *
     * @param userName the authentication identity
     * @param password its password
     */
    record Password(String userName, String password) implements Credentials {
        /** Checks that both are there. */
        public Password {
            checkUserName(userName);
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
     * A user name and an OAuth 2 access token.
     *
     * @param userName the authentication identity
     * @param token a bearer token
     */
    record AccessToken(String userName, String token) implements Credentials {
        /** Checks that both are there. */
        public AccessToken {
            checkUserName(userName);
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

    private static void checkUserName(String userName) {
        if (userName == null || userName.isEmpty()) {
            throw new SmtpConfigurationException(
                    "UserName", "is empty although Password is set; set it, or remove Password");
        }
        Checks.noControlCharacters("UserName", userName);
    }
}
