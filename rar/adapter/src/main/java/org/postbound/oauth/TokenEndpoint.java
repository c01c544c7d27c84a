package org.postbound.oauth;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

/**
 * Asks the token endpoint of an account (RFC 6749 section 3.2). The secret of the client goes into the body (section
 * 2.3.1), as Google and Microsoft document it.
 */
final class TokenEndpoint {
    private static final int MAX_DESCRIPTION = 300;

    private final Credentials.OAuth2 account;
    private final HttpSender sender;

    TokenEndpoint(Credentials.OAuth2 account, Tls tls, Timeouts timeouts) {
        this.account = account;
        this.sender = new HttpSender(tls, timeouts);
    }

    /**
     * Fetches a token, with the refresh token if there is one, else with the credentials of the client.
     *
     * @param onInvalidGrant run if the refresh token is refused; after any other failure it may be good still
     */
    Fetched fetch(Optional<String> refreshToken, Runnable onInvalidGrant) {
        HTTPResponse answer;
        try {
            answer = request(refreshToken).toHTTPRequest().send(sender);
        } catch (SSLException e) {
            throw failure(
                    "TLS with it failed (%s); import the issuer of its certificate into TrustStore"
                            .formatted(e.getMessage()),
                    false,
                    e);
        } catch (HttpTimeoutException e) {
            throw failure("it was silent for too long; check it, or raise ConnectTimeout or ReadTimeout", true, e);
        } catch (IOException e) {
            throw failure("it cannot be asked (%s); check OAuth2TokenEndpoint and the network".formatted(e), true, e);
        }
        return read(answer, refreshToken, onInvalidGrant);
    }

    private TokenRequest request(Optional<String> refreshToken) {
        AuthorizationGrant grant = refreshToken.isPresent()
                ? new RefreshTokenGrant(new RefreshToken(refreshToken.get()))
                : new ClientCredentialsGrant();
        ClientID client = new ClientID(account.clientId());
        TokenRequest.Builder request = account.clientSecret().isPresent()
                ? new TokenRequest.Builder(
                        account.tokenEndpoint(),
                        new ClientSecretPost(
                                client, new Secret(account.clientSecret().get())),
                        grant)
                : new TokenRequest.Builder(account.tokenEndpoint(), client, grant);
        return request.scope(account.scope().map(Scope::parse).orElse(null)).build();
    }

    /** What cannot be parsed does not become a cause: it would quote what may be a token. */
    private Fetched read(HTTPResponse answer, Optional<String> refreshToken, Runnable onInvalidGrant) {
        try {
            TokenResponse response = TokenResponse.parse(answer);
            if (response.indicatesSuccess()) {
                return fetched(response.toSuccessResponse());
            }
            ErrorObject error = response.toErrorResponse().getErrorObject();
            if (OAuth2Error.INVALID_GRANT.equals(error)) {
                onInvalidGrant.run();
            }
            throw refused(answer.getStatusCode(), error, refreshToken);
        } catch (ParseException e) {
            throw malformed(answer.getStatusCode());
        }
    }

    private Fetched fetched(AccessTokenResponse response) {
        AccessToken token = response.getTokens().getAccessToken();
        if (!(token instanceof BearerAccessToken) || !isPrintable(token.getValue())) {
            throw malformed(HTTPResponse.SC_OK);
        }
        return new Fetched(
                token.getValue(),
                Optional.of(token.getLifetime()).filter(seconds -> seconds > 0).map(Duration::ofSeconds),
                Optional.ofNullable(response.getTokens().getRefreshToken()).map(RefreshToken::getValue));
    }

    /** RFC 6750 section 2.1; anything else could end a command. */
    private static boolean isPrintable(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private SmtpAuthenticationException malformed(int status) {
        return failure(
                "it answered %d without a bearer token or an error in JSON (RFC 6749 section 5); check OAuth2TokenEndpoint"
                        .formatted(status),
                isTransient(status),
                null);
    }

    private static boolean isTransient(int status) {
        return status >= 500 || status == 429;
    }

    private SmtpException refused(int status, ErrorObject error, Optional<String> refreshToken) {
        if (error == null || error.getCode() == null) {
            return malformed(status);
        }
        String told = error.getCode()
                + Optional.ofNullable(error.getDescription())
                        .map(text -> ", " + text)
                        .orElse("");
        String shown = masked(told, refreshToken);
        return switch (error.getCode()) {
            case "invalid_scope" ->
                new SmtpConfigurationException(
                        "OAuth2Scope",
                        "is \"%s\", which %s refuses (%s); give the scopes that the provider documents for SMTP"
                                .formatted(account.scope().orElse(""), account.place(), shown));
            case "invalid_client" ->
                refused(shown, "check OAuth2ClientId, and whether OAuth2ClientSecret is right and has not expired");
            case "invalid_grant" ->
                refused(
                        shown,
                        "the refresh token has expired or was withdrawn: let the user consent again, and set OAuth2RefreshToken");
            case "unauthorized_client", "unsupported_grant_type" ->
                refused(shown, "allow the client this grant at the provider, or set OAuth2RefreshToken");
            case "temporarily_unavailable", "server_error" ->
                failure("it refused: " + shown + "; try again later", true, null);
            default -> failure("it refused: " + shown + "; ask the provider", isTransient(status), null);
        };
    }

    private SmtpAuthenticationException refused(String shown, String cure) {
        return failure("it refused: %s; %s".formatted(shown, cure), false, null);
    }

    private String masked(String text, Optional<String> refreshToken) {
        String masked = text.replaceAll("\\p{Cntrl}+", " ");
        List<String> secrets = Stream.of(refreshToken, account.clientSecret(), account.refreshToken())
                .flatMap(Optional::stream)
                .toList();
        for (String secret : secrets) {
            masked = masked.replace(secret, "***");
        }
        return masked.length() > MAX_DESCRIPTION ? masked.substring(0, MAX_DESCRIPTION) + "..." : masked;
    }

    SmtpAuthenticationException failure(String problem, boolean isTransient, Exception cause) {
        return new SmtpAuthenticationException(
                "no access token of user %s from %s: %s".formatted(account.userName(), account.place(), problem),
                isTransient,
                cause);
    }
}
