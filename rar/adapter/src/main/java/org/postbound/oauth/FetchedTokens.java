package org.postbound.oauth;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.postbound.config.Credentials;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.smtp.AccessTokens;

/** Keeps the access tokens of each account, and fetches new ones when they are due. */
public final class FetchedTokens implements AccessTokens {
    private final Map<Credentials.OAuth2, AccountTokens> accounts = new ConcurrentHashMap<>();
    private final Tls tls;
    private final Timeouts timeouts;
    private final LongSupplier nanoTime;

    /**
     * Fetches nothing yet.
     *
     * @param tls who is trusted as the endpoint's issuer; the rest of it is for the SMTP server
     * @param timeouts how long to wait for the endpoint
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public FetchedTokens(Tls tls, Timeouts timeouts, LongSupplier nanoTime) {
        this.tls = Objects.requireNonNull(tls, "tls");
        this.timeouts = Objects.requireNonNull(timeouts, "timeouts");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    @Override
    public String token(Credentials.OAuth2 account) {
        return of(account).token();
    }

    @Override
    public void refused(Credentials.OAuth2 account, String token) {
        of(account).refused(token);
    }

    private AccountTokens of(Credentials.OAuth2 account) {
        return accounts.computeIfAbsent(
                account, owner -> new AccountTokens(owner, new TokenEndpoint(owner, tls, timeouts), nanoTime));
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "access tokens of " + accounts.size() + " accounts";
    }
}
