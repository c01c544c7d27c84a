package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where access tokens come from (RFC 6749), as the container sets it. */
public abstract sealed class OAuth2Properties extends TlsProperties permits AuthenticationProperties {
    private static final long serialVersionUID = 1L;

    @ConfigProperty(
            description = "URL of the OAuth 2 token endpoint at which access tokens of UserName are fetched; https. "
                    + "Empty: none are fetched.")
    @Pattern(
            regexp = "[^\\x00-\\x20\\x7f]*",
            message = "OAuth2TokenEndpoint contains a space or a control character; give an https URL")
    private String oAuth2TokenEndpoint;

    @ConfigProperty(description = "Name of the client at OAuth2TokenEndpoint.")
    @Pattern(regexp = LINE, message = "OAuth2ClientId" + HAS_CONTROL_CHARACTER)
    private String oAuth2ClientId;

    @ConfigProperty(
            description = "Secret of the client at OAuth2TokenEndpoint. Empty: a public client.",
            confidential = true)
    @Pattern(regexp = LINE, message = "OAuth2ClientSecret" + HAS_CONTROL_CHARACTER)
    private String oAuth2ClientSecret;

    @ConfigProperty(
            description = "Refresh token of UserName. Empty: tokens are fetched with the credentials of the client.",
            confidential = true)
    @Pattern(regexp = LINE, message = "OAuth2RefreshToken" + HAS_CONTROL_CHARACTER)
    private String oAuth2RefreshToken;

    @ConfigProperty(description = "Scopes that are asked for at OAuth2TokenEndpoint, separated by spaces.")
    @Pattern(regexp = LINE, message = "OAuth2Scope" + HAS_CONTROL_CHARACTER)
    private String oAuth2Scope;

    OAuth2Properties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.addAll(Arrays.asList(
                oAuth2TokenEndpoint, oAuth2ClientId, oAuth2ClientSecret, oAuth2RefreshToken, oAuth2Scope));
        return values;
    }

    /**
     * Returns where access tokens are fetched.
     *
     * @return an https URL; null to fetch none
     */
    public final String getOAuth2TokenEndpoint() {
        return oAuth2TokenEndpoint;
    }

    /**
     * Sets where access tokens are fetched.
     *
     * @param oAuth2TokenEndpoint an https URL; null to fetch none
     */
    public final void setOAuth2TokenEndpoint(String oAuth2TokenEndpoint) {
        this.oAuth2TokenEndpoint = oAuth2TokenEndpoint;
    }

    /**
     * Returns the name of the client at the token endpoint.
     *
     * @return a client identifier
     */
    public final String getOAuth2ClientId() {
        return oAuth2ClientId;
    }

    /**
     * Sets the name of the client at the token endpoint.
     *
     * @param oAuth2ClientId a client identifier
     */
    public final void setOAuth2ClientId(String oAuth2ClientId) {
        this.oAuth2ClientId = oAuth2ClientId;
    }

    /**
     * Returns the secret of the client at the token endpoint: a secret.
     *
     * @return a client secret; null if the client has none
     */
    public final String getOAuth2ClientSecret() {
        return oAuth2ClientSecret;
    }

    /**
     * Sets the secret of the client at the token endpoint: a secret.
     *
     * @param oAuth2ClientSecret a client secret; null if the client has none
     */
    public final void setOAuth2ClientSecret(String oAuth2ClientSecret) {
        this.oAuth2ClientSecret = oAuth2ClientSecret;
    }

    /**
     * Returns the token for which access tokens are fetched: a secret.
     *
     * @return a refresh token; null for the grant of client credentials
     */
    public final String getOAuth2RefreshToken() {
        return oAuth2RefreshToken;
    }

    /**
     * Sets the token for which access tokens are fetched: a secret.
     *
     * @param oAuth2RefreshToken a refresh token; null for the grant of client credentials
     */
    public final void setOAuth2RefreshToken(String oAuth2RefreshToken) {
        this.oAuth2RefreshToken = oAuth2RefreshToken;
    }

    /**
     * Returns what access tokens are asked for.
     *
     * @return scopes, separated by spaces; null to ask for none
     */
    public final String getOAuth2Scope() {
        return oAuth2Scope;
    }

    /**
     * Sets what access tokens are asked for.
     *
     * @param oAuth2Scope scopes, separated by spaces; null to ask for none
     */
    public final void setOAuth2Scope(String oAuth2Scope) {
        this.oAuth2Scope = oAuth2Scope;
    }
}
