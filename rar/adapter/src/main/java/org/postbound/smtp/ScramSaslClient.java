package org.postbound.smtp;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramServerErrorException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.security.sasl.SaslException;
import org.postbound.config.Mechanism;

/**
 * SCRAM without channel binding (RFC 5802, RFC 7677). The library checks that the server's nonce starts with the client's,
 * and the server's signature. None of its exceptions becomes a cause: they may quote what the password was made into.
 */
final class ScramSaslClient extends StepwiseClient {
    /** RFC 7677 section 4: with fewer whoever listens guesses a password too quickly. */
    private static final int MIN_ITERATIONS = 4096;
    /** About a second of computing. A server could ask for an hour of it. */
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final byte[] NOTHING = {};

    private final ScramClient scram;

    ScramSaslClient(Mechanism mechanism, String userName, String password) throws SaslException {
        super(mechanism, 3);
        try {
            // Only its own name is announced, so that it never chooses one that binds the channel.
            scram = ScramClient.builder()
                    .advertisedMechanisms(List.of(mechanism.saslName()))
                    .username(prepared(userName))
                    .password(prepared(password).toCharArray())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new SaslException("user name or password has a character that SASLprep forbids (RFC 4013)");
        }
    }

    private static String prepared(String text) {
        return new String(StringPreparation.SASL_PREPARATION.normalize(text.toCharArray()));
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    byte[] response(int step, byte[] challenge) throws SaslException {
        String message = new String(challenge, StandardCharsets.UTF_8);
        try {
            return switch (step) {
                case 0 -> bytes(scram.clientFirstMessage().toString());
                case 1 -> proof(message);
                case 2 -> {
                    scram.serverFinalMessage(message);
                    yield NOTHING;
                }
                default -> throw new SaslException("a fourth challenge");
            };
        } catch (ScramServerErrorException e) {
            throw new SaslException("the server does not accept the proof of the password");
        } catch (ScramException | IllegalArgumentException e) {
            throw new SaslException(
                    step == 1
                            ? "the server's first message is not one of SCRAM, or not the answer to this client's nonce"
                            : "the server's signature is wrong: it does not know the password");
        }
    }

    private byte[] proof(String serverFirst) throws SaslException, ScramException {
        int iterations = scram.serverFirstMessage(serverFirst).getIterationCount();
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new SaslException("the server asks for %d iterations, and only %d to %d are safe"
                    .formatted(iterations, MIN_ITERATIONS, MAX_ITERATIONS));
        }
        return bytes(scram.clientFinalMessage().toString());
    }

    private static byte[] bytes(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
