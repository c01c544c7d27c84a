package org.postbound.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpReply;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;

/** The AUTH exchange (RFC 4954). */
final class Authentication {
    /** RFC 4954 section 4: a command line, CRLF included, beyond which the initial response waits for a challenge. */
    private static final int MAX_COMMAND = 512;

    private static final int MAX_CHALLENGES = 10;
    private static final int CHALLENGE = 334;
    private static final int SUCCESS = 235;

    private final SessionConfig config;
    private final Link link;
    private final LinkFailures failures;
    private final String userName;
    private final String secret;
    /** Everything that no reply may echo into an exception. */
    private final SecretMask secrets = new SecretMask();

    Authentication(SessionConfig config, Link link, LinkFailures failures) {
        this.config = config;
        this.link = link;
        this.failures = failures;
        if (config.credentials() instanceof Credentials.Password password) {
            userName = password.userName();
            secret = password.password();
        } else if (config.credentials() instanceof Credentials.AccessToken token) {
            userName = token.userName();
            secret = token.token();
        } else {
            throw new IllegalArgumentException("no credentials");
        }
        secrets.add(secret);
        secrets.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }

    void run(Capabilities capabilities) throws IOException {
        List<String> offered = capabilities.authMechanisms();
        Mechanism mechanism = Mechanism.choose(config.credentials(), offered).orElseThrow(() -> noneFits(offered));
        if (link.tls().isEmpty() && config.server().security() != Security.NONE) {
            throw failure(
                    mechanism.name(),
                    "would show the secret in plaintext, since the server does not offer STARTTLS;"
                            + " set Security to STARTTLS or TLS, or to NONE to allow it",
                    null,
                    null);
        }
        SaslClient client = client(mechanism);
        try {
            link.hide(secrets);
            converse(mechanism, client);
        } finally {
            client.dispose();
        }
        // Only now: if the exchange fails, its last reply is still to be told.
        link.hide(new SecretMask());
    }

    private SaslClient client(Mechanism mechanism) {
        try {
            SaslClient client = mechanism.client(
                    userName, secret, config.server().host(), config.server().port());
            if (client != null) {
                return client;
            }
        } catch (SaslException e) {
            throw failure(mechanism.name(), "cannot be started; check UserName and Password", null, e);
        }
        throw failure(mechanism.name(), "needs the module java.security.sasl's provider; enable it", null, null);
    }

    private void converse(Mechanism mechanism, SaslClient client) throws IOException {
        Optional<String> response = Optional.empty();
        if (client.hasInitialResponse()) {
            response = Optional.of(respond(mechanism, client, new byte[0]));
        }
        // An initial response that is empty is written as "=".
        Command.Auth command = new Command.Auth(mechanism.name(), response.map(text -> text.isEmpty() ? "=" : text));
        if (command.line().length() + 2 > MAX_COMMAND) {
            command = new Command.Auth(mechanism.name(), Optional.empty());
        } else {
            response = Optional.empty();
        }
        SmtpReply reply = link.exchange(command);
        for (int challenges = 0; reply.code() == CHALLENGE; challenges++) {
            if (challenges == MAX_CHALLENGES) {
                throw new ProtocolViolationException("more than " + MAX_CHALLENGES + " challenges");
            }
            String answer =
                    response.isPresent() ? response.get() : respond(mechanism, client, challenge(mechanism, reply));
            response = Optional.empty();
            reply = link.exchange(new Command.AuthContinuation(answer));
        }
        if (reply.isTransient() || reply.isPermanent()) {
            throw failure(mechanism.name(), cure(reply), link.masked(reply), null);
        }
        if (reply.code() != SUCCESS || !client.isComplete()) {
            throw new ProtocolViolationException(
                    "\"" + link.masked(reply) + "\" does not end AUTH " + mechanism.name());
        }
    }

    private byte[] challenge(Mechanism mechanism, SmtpReply reply) throws IOException {
        try {
            return Base64.getDecoder().decode(reply.lines().get(0).strip());
        } catch (IllegalArgumentException e) {
            throw cancelled(mechanism, "got a challenge that is not base64", e);
        }
    }

    /** Returns the answer in base64. */
    private String respond(Mechanism mechanism, SaslClient client, byte[] challenge) throws IOException {
        if (client.isComplete() && !mechanism.failsByChallenge()) {
            throw cancelled(mechanism, "got a challenge too many", null);
        }
        try {
            byte[] response = client.evaluateChallenge(challenge);
            String answer = Base64.getEncoder().encodeToString(response == null ? new byte[0] : response);
            if (!answer.isEmpty() && !userName.equals(new String(response, StandardCharsets.UTF_8))) {
                secrets.add(answer);
            }
            return answer;
        } catch (SaslException e) {
            throw cancelled(mechanism, "failed", e);
        }
    }

    private SmtpAuthenticationException cancelled(Mechanism mechanism, String problem, Exception cause)
            throws IOException {
        SmtpReply reply = link.exchange(Command.AuthContinuation.CANCEL);
        return failure(mechanism.name(), problem + "; ask the server's administrator", link.masked(reply), cause);
    }

    private static String cure(SmtpReply reply) {
        return reply.isTransient()
                ? "was not possible at the moment; try again later"
                : "was refused; check UserName and Password, or the access token";
    }

    /** Without EHLO there is no AUTH. */
    SmtpAuthenticationException unavailable(SmtpReply refusedEhlo) {
        return failure(
                fitting(),
                "needs EHLO, which the server refused; use another server, or remove UserName",
                refusedEhlo,
                null);
    }

    private String fitting() {
        return Mechanism.fitting(config.credentials()).stream()
                .map(Mechanism::name)
                .collect(Collectors.joining(" or "));
    }

    private SmtpAuthenticationException noneFits(List<String> offered) {
        return failure(
                fitting(),
                "is not offered; the server offers %s; change Security, or the kind of credentials"
                        .formatted(offered.isEmpty() ? "no AUTH at all" : String.join(", ", offered)),
                null,
                null);
    }

    private SmtpAuthenticationException failure(String mechanism, String problem, SmtpReply reply, Exception cause) {
        return new SmtpAuthenticationException(
                "%s: AUTH %s of user %s %s".formatted(failures.peer(), mechanism, userName, problem), reply, cause);
    }
}
