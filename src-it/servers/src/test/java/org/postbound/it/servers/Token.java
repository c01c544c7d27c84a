package org.postbound.it.servers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens that {@link Dovecot} can check by itself (RFC 7519). */
final class Token {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Token() {}

    static String of(String user, Instant expires) throws GeneralSecurityException {
        String signed = part("{\"typ\":\"JWT\",\"alg\":\"HS256\"}")
                + "."
                + part("{\"sub\":\"%s\",\"exp\":%d}".formatted(user, expires.getEpochSecond()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Dovecot.TOKEN_KEY, "HmacSHA256"));
        return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }
}
