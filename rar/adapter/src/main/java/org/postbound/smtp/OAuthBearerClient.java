package org.postbound.smtp;

import java.nio.charset.StandardCharsets;
import org.postbound.config.Mechanism;

/** OAUTHBEARER (RFC 7628). */
final class OAuthBearerClient extends StepwiseClient {
    private static final byte[] ACKNOWLEDGED = {0x01};

    private final String userName;
    private final String token;
    private final String host;
    private final int port;

    OAuthBearerClient(String userName, String token, String host, int port) {
        super(Mechanism.OAUTHBEARER, 1);
        this.userName = userName;
        this.token = token;
        this.host = host;
        this.port = port;
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    /** A challenge after the first response is an error message, to be acknowledged (section 3.2.3). */
    @Override
    byte[] response(int step, byte[] challenge) {
        if (step > 0) {
            return ACKNOWLEDGED;
        }
        String name = userName.replace("=", "=3D").replace(",", "=2C");
        return "n,a=%s,\u0001host=%s\u0001port=%d\u0001auth=Bearer %s\u0001\u0001"
                .formatted(name, host, port, token)
                .getBytes(StandardCharsets.UTF_8);
    }
}
