package org.postbound.oauth;

import java.time.Duration;
import java.util.Optional;

/**
 * What a token endpoint gave.
 *
 * @param token the access token
 * @param lifetime how long it is valid; empty if the endpoint does not say
 * @param refreshToken the one to use from now on; empty if it stays
 */
record Fetched(String token, Optional<Duration> lifetime, Optional<String> refreshToken) {
    /** Shows no secret. */
    @Override
    public String toString() {
        return "access token" + lifetime.map(time -> " for " + time).orElse("");
    }
}
