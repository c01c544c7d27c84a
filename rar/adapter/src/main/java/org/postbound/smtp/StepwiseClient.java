package org.postbound.smtp;

import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postbound.config.Mechanism;

/** What mechanisms have in common that protect nothing after the authentication. */
abstract sealed class StepwiseClient implements SaslClient permits LoginClient, OAuthBearerClient, ScramSaslClient {
    private final Mechanism mechanism;
    private final int steps;
    private int done;

    StepwiseClient(Mechanism mechanism, int steps) {
        this.mechanism = mechanism;
        this.steps = steps;
    }

    /** The response of a step to the server's challenge; the first step is 0. */
    abstract byte[] response(int step, byte[] challenge) throws SaslException;

    @Override
    public final String getMechanismName() {
        return mechanism.saslName();
    }

    @Override
    public final byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        return response(done++, challenge);
    }

    @Override
    public final boolean isComplete() {
        return done >= steps;
    }

    @Override
    public final byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException(mechanism + " has no security layer");
    }

    @Override
    public final byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException(mechanism + " has no security layer");
    }

    @Override
    public final Object getNegotiatedProperty(String property) {
        return null;
    }

    @Override
    public final void dispose() {
        // Holds no more than the session's configuration does.
    }
}
