package org.postbound.smtp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.eclipse.angus.mail.auth.OAuth2SaslClientFactory;
import org.postbound.config.Credentials;

/** The SASL mechanisms, strongest first for each kind of credentials. Each of them shows the secret to the server. */
enum Mechanism {
    PLAIN,
    LOGIN,
    OAUTHBEARER,
    XOAUTH2;

    private static final String PROTOCOL = "smtp";

    /** Chooses one that the server offers and that can carry the credentials. */
    static Optional<Mechanism> choose(Credentials credentials, List<String> offered) {
        return fitting(credentials).stream()
                .filter(mechanism -> offered.contains(mechanism.name()))
                .findFirst();
    }

    static List<Mechanism> fitting(Credentials credentials) {
        if (credentials instanceof Credentials.AccessToken) {
            return List.of(OAUTHBEARER, XOAUTH2);
        }
        return credentials instanceof Credentials.Password ? List.of(PLAIN, LOGIN) : List.of();
    }

    /** Whether a failure comes as a challenge that has to be answered before the reply (RFC 7628 section 3.2.3). */
    boolean failsByChallenge() {
        return this == OAUTHBEARER || this == XOAUTH2;
    }

    /** Makes a client. Factories are called directly, since a provider would be registered for the whole server. */
    SaslClient client(String userName, String secret, String host, int port) throws SaslException {
        CallbackHandler handler = callbacks -> answer(callbacks, userName, secret);
        return switch (this) {
            case PLAIN -> Sasl.createSaslClient(new String[] {name()}, null, PROTOCOL, host, Map.of(), handler);
            case LOGIN -> new LoginClient(userName, secret);
            case OAUTHBEARER -> new OAuthBearerClient(userName, secret, host, port);
            case XOAUTH2 ->
                new OAuth2SaslClientFactory()
                        .createSaslClient(new String[] {name()}, null, PROTOCOL, host, Map.of(), handler);
        };
    }

    private static void answer(Callback[] callbacks, String userName, String secret)
            throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(userName);
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(secret.toCharArray());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
