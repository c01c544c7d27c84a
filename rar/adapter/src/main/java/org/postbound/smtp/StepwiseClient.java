package org.postbound.smtp;

import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** What mechanisms have in common that protect nothing after the authentication. */
abstract sealed class StepwiseClient implements SaslClient permits LoginClient, OAuthBearerClient {
    private final Mechanism mechanism;
    private final int steps;
    private int done;

    StepwiseClient(Mechanism mechanism, int steps) {
        this.mechanism = mechanism;
        this.steps = steps;
    }

    /** The response of a step; the first is 0. */
    abstract byte[] response(int step) throws SaslException;

    @Override
    public final String getMechanismName() {
        return mechanism.name();
    }

    @Override
    public final byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        return response(done++);
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
