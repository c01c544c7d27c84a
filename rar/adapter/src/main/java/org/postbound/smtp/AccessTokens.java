package org.postbound.smtp;

import org.postbound.config.Credentials;

/** Where access tokens come from. Thread-safe. */
public interface AccessTokens {
    /**
     * Returns a token that is believed to be valid; may ask the token endpoint.
     *
     * @param account whose token it is to be
     * @return an access token
     * @throws org.postbound.SmtpAuthenticationException if there is none
     * @throws org.postbound.SmtpConfigurationException if there can be none, as things are configured
     */
    String token(Credentials.OAuth2 account);

    /**
     * Tells that the SMTP server refused a token, which is not given out again.
     *
     * @param account whose token it is
     * @param token the token
     */
    void refused(Credentials.OAuth2 account, String token);
}
