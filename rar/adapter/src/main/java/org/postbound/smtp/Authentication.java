package org.postbound.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpReply;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;

/** Which mechanism is used, and what is done if the server does not know it, or refuses a token (RFC 4954). */
final class Authentication {
    /** The server offers the mechanism, but does not know it: 5.5.4 of section 4. */
    private static final int UNKNOWN_MECHANISM = 504;

    private static final int REFUSED = 535;

    private final SessionConfig config;
    private final Link link;
    private final AccessTokens tokens;
    private final AuthenticationFailures failures;
    /** Everything that no reply may echo into an exception. */
    private final SecretMask secrets = new SecretMask();

    /** How it ended. */
    private record Ended(Mechanism mechanism, SmtpReply reply) {}

    Authentication(SessionConfig config, Link link, LinkFailures links, AccessTokens tokens) {
        this.config = config;
        this.link = link;
        this.tokens = tokens;
        this.failures = new AuthenticationFailures(links, config.credentials());
    }

    void run(Capabilities capabilities) throws IOException {
        List<Mechanism> mechanisms = usable(capabilities.authMechanisms());
        link.hide(secrets);
        Ended ended = config.credentials() instanceof Credentials.OAuth2 account
                ? withFetchedToken(account, mechanisms)
                : tryInTurn(mechanisms, secret());
        if (ended.reply().code() != SaslExchange.SUCCESS) {
            throw failures.refused(
                    ended.mechanism(),
                    mechanisms.size() > 1,
                    ended.reply(),
                    link.tls().isPresent());
        }
        // Only now: if the exchange fails, its last reply is still to be told.
        link.hide(new SecretMask());
    }

    /** A token may be withdrawn before it expires, so one that is refused is replaced once, in the same session. */
    private Ended withFetchedToken(Credentials.OAuth2 account, List<Mechanism> mechanisms) throws IOException {
        String token = tokens.token(account);
        Ended ended = tryInTurn(mechanisms, token);
        if (ended.reply().code() != REFUSED) {
            return ended;
        }
        tokens.refused(account, token);
        return tryInTurn(mechanisms, tokens.token(account));
    }

    /** The next one only if the server does not know the one before: a refusal counts against the account. */
    private Ended tryInTurn(List<Mechanism> mechanisms, String secret) throws IOException {
        secrets.add(secret);
        secrets.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        SaslClients clients =
                new SaslClients(config.server(), AuthenticationFailures.userName(config.credentials()), secret);
        Ended ended = null;
        for (Mechanism mechanism : mechanisms) {
            ended = new Ended(mechanism, new SaslExchange(mechanism, clients, link, failures, secrets).run());
            if (ended.reply().code() != UNKNOWN_MECHANISM) {
                return ended;
            }
        }
        return ended;
    }

    private String secret() {
        if (config.credentials() instanceof Credentials.Password password) {
            return password.password();
        }
        return config.credentials() instanceof Credentials.AccessToken token ? token.token() : "";
    }

    /** Returns those that are offered, fit, and are safe on this connection, in the order of the configuration. */
    private List<Mechanism> usable(List<String> offered) {
        List<Mechanism> fitting = fitting().stream()
                .filter(mechanism -> offered.contains(mechanism.saslName()))
                .toList();
        if (fitting.isEmpty()) {
            throw failures.notOffered(fitting(), offered);
        }
        List<Mechanism> safe = fitting.stream().filter(this::isSafe).toList();
        if (safe.isEmpty()) {
            throw failures.notSafe(fitting);
        }
        return safe;
    }

    /** Without TLS the mechanism has to keep the secret, or the administrator has to want it. */
    private boolean isSafe(Mechanism mechanism) {
        return link.tls().isPresent()
                || mechanism.isSafeInPlaintext()
                || (config.server().security() == Security.NONE && mechanism != Mechanism.EXTERNAL);
    }

    private List<Mechanism> fitting() {
        return config.mechanisms().stream()
                .filter(mechanism -> mechanism.fits(config.credentials()))
                .toList();
    }

    /** Without EHLO there is no AUTH. */
    SmtpAuthenticationException unavailable(SmtpReply refusedEhlo) {
        return failures.unavailable(fitting(), refusedEhlo);
    }
}
