package org.postbound.smtp;

import java.nio.charset.StandardCharsets;
import javax.security.sasl.SaslException;
import org.postbound.config.Mechanism;

/** LOGIN, which no RFC defines: first the user name, then the password, whatever the prompts say. */
final class LoginClient extends StepwiseClient {
    private final String userName;
    private final String password;

    LoginClient(String userName, String password) {
        super(Mechanism.LOGIN, 2);
        this.userName = userName;
        this.password = password;
    }

    @Override
    public boolean hasInitialResponse() {
        return false;
    }

    @Override
    byte[] response(int step, byte[] challenge) throws SaslException {
        return switch (step) {
            case 0 -> userName.getBytes(StandardCharsets.UTF_8);
            case 1 -> password.getBytes(StandardCharsets.UTF_8);
            default -> throw new SaslException("a third challenge");
        };
    }
}
