package org.postbound.it;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.subethamail.smtp.AuthenticationHandler;
import org.subethamail.smtp.AuthenticationHandlerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;

/** XOAUTH2: signs on whoever has the token that the endpoint issued last. */
final class TokenSignOn implements AuthenticationHandlerFactory {
    @Override
    public List<String> getAuthenticationMechanisms() {
        return List.of("XOAUTH2");
    }

    @Override
    public AuthenticationHandler create() {
        return new Handler();
    }

    private static final class Handler implements AuthenticationHandler {
        @Override
        public Optional<String> auth(String line, MessageContext context) throws RejectException {
            String response = line.substring(line.lastIndexOf(' ') + 1);
            String decoded = new String(Base64.getDecoder().decode(response), StandardCharsets.US_ASCII);
            String token = TokenEndpoint.token(TokenEndpoint.ISSUED.get());
            if (!decoded.equals("user=shop@example.org\u0001auth=Bearer " + token + "\u0001\u0001")) {
                throw new RejectException(535, "5.7.8 not the token");
            }
            return Optional.empty();
        }

        @Override
        public Object getIdentity() {
            return "shop";
        }
    }
}
