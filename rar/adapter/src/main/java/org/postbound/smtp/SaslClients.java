package org.postbound.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.eclipse.angus.mail.auth.OAuth2SaslClientFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Mechanism;

/**
 * Makes the client's side of a mechanism. Factories are called directly where the JDK has none, since a provider would be
 * registered for the whole server.
 *
 * @param server the server that is spoken to
 * @param userName the authentication identity; empty for the one of the certificate
 * @param secret a password or a token; empty if there is a certificate
 */
record SaslClients(SmtpConnectionSpec.Server server, String userName, String secret) {
    private static final String PROTOCOL = "smtp";

    /** Returns null if the Java runtime lacks the mechanism. */
    SaslClient create(Mechanism mechanism) throws SaslException {
        return switch (mechanism) {
            case SCRAM_SHA_256, SCRAM_SHA_1 -> new ScramSaslClient(mechanism, userName, secret);
            case LOGIN -> new LoginClient(userName, secret);
            case OAUTHBEARER -> new OAuthBearerClient(userName, secret, server.host(), server.port());
            case XOAUTH2 ->
                new OAuth2SaslClientFactory()
                        .createSaslClient(
                                new String[] {mechanism.saslName()},
                                null,
                                PROTOCOL,
                                server.host(),
                                Map.of(),
                                handler());
            case EXTERNAL -> ofRuntime(mechanism, userName.isEmpty() ? null : userName);
            case CRAM_MD5, PLAIN -> ofRuntime(mechanism, null);
        };
    }

    private SaslClient ofRuntime(Mechanism mechanism, String authorizationId) throws SaslException {
        return Sasl.createSaslClient(
                new String[] {mechanism.saslName()}, authorizationId, PROTOCOL, server.host(), Map.of(), handler());
    }

    private CallbackHandler handler() {
        return callbacks -> {
            for (Callback callback : callbacks) {
                answer(callback);
            }
        };
    }

    private void answer(Callback callback) throws UnsupportedCallbackException {
        if (callback instanceof NameCallback name) {
            name.setName(userName);
        } else if (callback instanceof PasswordCallback password) {
            password.setPassword(secret.toCharArray());
        } else {
            throw new UnsupportedCallbackException(callback);
        }
    }

    /** Whether a failure comes as a challenge that has to be answered before the reply (RFC 7628 section 3.2.3). */
    static boolean failsByChallenge(Mechanism mechanism) {
        return mechanism == Mechanism.OAUTHBEARER || mechanism == Mechanism.XOAUTH2;
    }

    /** Whether success counts only after the server has proved that it knows the password (RFC 5802 section 5). */
    static boolean provesServer(Mechanism mechanism) {
        return mechanism == Mechanism.SCRAM_SHA_256 || mechanism == Mechanism.SCRAM_SHA_1;
    }

    /** What is sent, as text. */
    static String text(byte[] response) {
        return new String(response, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "SASL clients of " + userName;
    }
}
