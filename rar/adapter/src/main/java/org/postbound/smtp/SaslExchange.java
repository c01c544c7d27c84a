package org.postbound.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpReply;
import org.postbound.config.Mechanism;

/** One AUTH command and what follows, up to the reply that ends it (RFC 4954 section 4). */
final class SaslExchange {
    static final int SUCCESS = 235;

    /** A command line, CRLF included, beyond which the initial response waits for a challenge. */
    private static final int MAX_COMMAND = 512;

    private static final int MAX_CHALLENGES = 10;
    private static final int CHALLENGE = 334;

    private final Mechanism mechanism;
    private final SaslClients clients;
    private final Link link;
    private final AuthenticationFailures failures;
    private final SecretMask secrets;

    SaslExchange(
            Mechanism mechanism, SaslClients clients, Link link, AuthenticationFailures failures, SecretMask secrets) {
        this.mechanism = mechanism;
        this.clients = clients;
        this.link = link;
        this.failures = failures;
        this.secrets = secrets;
    }

    /** Returns the reply that ended it: 235, 4yz or 5yz. */
    SmtpReply run() throws IOException {
        SaslClient client = client();
        try {
            return converse(client);
        } finally {
            client.dispose();
        }
    }

    private SaslClient client() {
        try {
            SaslClient client = clients.create(mechanism);
            if (client != null) {
                return client;
            }
        } catch (SaslException e) {
            throw failure("cannot be started; check UserName and Password", null, e);
        }
        throw failure("needs the module java.security.sasl's provider; enable it", null, null);
    }

    private SmtpReply converse(SaslClient client) throws IOException {
        Optional<String> response = Optional.empty();
        if (client.hasInitialResponse()) {
            response = Optional.of(respond(client, new byte[0]));
        }
        // An initial response that is empty is written as "=".
        Command.Auth command =
                new Command.Auth(mechanism.saslName(), response.map(text -> text.isEmpty() ? "=" : text));
        if (command.line().length() + 2 > MAX_COMMAND) {
            command = new Command.Auth(mechanism.saslName(), Optional.empty());
        } else {
            response = Optional.empty();
        }
        SmtpReply reply = link.exchange(command);
        for (int challenges = 0; reply.code() == CHALLENGE; challenges++) {
            if (challenges == MAX_CHALLENGES) {
                throw new ProtocolViolationException("more than " + MAX_CHALLENGES + " challenges");
            }
            String answer = response.isPresent() ? response.get() : respond(client, challenge(reply));
            response = Optional.empty();
            reply = link.exchange(new Command.AuthContinuation(answer));
        }
        if (reply.isTransient() || reply.isPermanent()) {
            return link.masked(reply);
        }
        checkSuccess(reply, client);
        return reply;
    }

    private void checkSuccess(SmtpReply reply, SaslClient client) throws IOException {
        if (reply.code() == SUCCESS && !client.isComplete() && SaslClients.provesServer(mechanism)) {
            throw failure(
                    "was accepted by a server that did not prove that it knows the password, so it may be another one;"
                            + " look for an attacker on the path",
                    link.masked(reply),
                    null);
        }
        if (reply.code() != SUCCESS || !client.isComplete()) {
            throw new ProtocolViolationException(
                    "\"" + link.masked(reply) + "\" does not end AUTH " + mechanism.saslName());
        }
    }

    private byte[] challenge(SmtpReply reply) {
        try {
            return Base64.getDecoder().decode(reply.lines().get(0).strip());
        } catch (IllegalArgumentException e) {
            throw cancelled("got a challenge that is not base64; ask the server's administrator", e);
        }
    }

    /** Returns the answer in base64. */
    private String respond(SaslClient client, byte[] challenge) {
        if (client.isComplete() && !SaslClients.failsByChallenge(mechanism)) {
            throw cancelled("got a challenge too many; ask the server's administrator", null);
        }
        try {
            byte[] response = client.evaluateChallenge(challenge);
            String answer = Base64.getEncoder().encodeToString(response == null ? new byte[0] : response);
            if (!answer.isEmpty() && !clients.userName().equals(new String(response, StandardCharsets.UTF_8))) {
                secrets.add(answer);
            }
            return answer;
        } catch (SaslException e) {
            throw cancelled("failed (%s); ask the server's administrator".formatted(e.getMessage()), e);
        }
    }

    /** Gives the exchange up, and takes note of the reply if there still is one. */
    private SmtpAuthenticationException cancelled(String problem, Exception cause) {
        try {
            return failure(problem, link.masked(link.exchange(Command.AuthContinuation.CANCEL)), cause);
        } catch (IOException e) {
            SmtpAuthenticationException failure = failure(problem, null, cause);
            failure.addSuppressed(e);
            return failure;
        }
    }

    private SmtpAuthenticationException failure(String problem, SmtpReply reply, Exception cause) {
        return failures.failure(mechanism.saslName(), problem, reply, cause);
    }
}
