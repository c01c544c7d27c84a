package org.postbound.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;

/** The access token of one account, and the refresh token if the endpoint replaces it. */
final class AccountTokens {
    /** A token is to last for the opening of a session, and clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Credentials.OAuth2 account;
    private final TokenEndpoint endpoint;
    private final LongSupplier nanoTime;
    /** What was fetched or is being fetched last; null at first, and after a failure. */
    private final AtomicReference<CompletableFuture<Kept>> current = new AtomicReference<>();
    /** Written by whoever fetches, of whom there is one at a time. */
    private volatile Optional<String> rotated = Optional.empty();

    /** A token, and the time from which it is not to be used; empty for none that is known. */
    private record Kept(String token, Optional<Long> staleAt) {
        boolean isStale(long now) {
            return staleAt.isPresent() && now - staleAt.get() >= 0;
        }

        @Override
        public String toString() {
            return "access token";
        }
    }

    AccountTokens(Credentials.OAuth2 account, TokenEndpoint endpoint, LongSupplier nanoTime) {
        this.account = account;
        this.endpoint = endpoint;
        this.nanoTime = nanoTime;
    }

    String token() {
        while (true) {
            CompletableFuture<Kept> found = current.get();
            if (found != null && !isDone(found, nanoTime.getAsLong())) {
                return await(found).token();
            }
            CompletableFuture<Kept> mine = new CompletableFuture<>();
            if (current.compareAndSet(found, mine)) {
                return fetch(mine).token();
            }
        }
    }

    /** Whether another has to be fetched. One that was being fetched when it was asked for is new enough. */
    private static boolean isDone(CompletableFuture<Kept> found, long now) {
        return found.isDone()
                && (found.isCompletedExceptionally() || found.join().isStale(now));
    }

    private Kept fetch(CompletableFuture<Kept> mine) {
        try {
            long asked = nanoTime.getAsLong();
            Fetched fetched = endpoint.fetch(rotated.or(account::refreshToken), () -> rotated = Optional.empty());
            fetched.refreshToken().ifPresent(token -> rotated = Optional.of(token));
            Kept kept = new Kept(
                    fetched.token(),
                    fetched.lifetime()
                            .map(lifetime ->
                                    asked + lifetime.minus(margin(lifetime)).toNanos()));
            mine.complete(kept);
            return kept;
        } catch (SmtpException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            // Nothing else is expected; but whoever waits must not wait for ever.
            mine.cancel(false);
            if (mine.isCompletedExceptionally()) {
                current.compareAndSet(mine, null);
            }
        }
    }

    private static Duration margin(Duration lifetime) {
        Duration share = lifetime.dividedBy(10);
        return share.compareTo(MARGIN) < 0 ? share : MARGIN;
    }

    private Kept await(CompletableFuture<Kept> fetching) {
        try {
            return fetching.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw endpoint.failure("the thread was interrupted while it waited for it; try again", true, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SmtpException failure
                    ? failure
                    : endpoint.failure("asking for it failed; see the cause", false, e);
        }
    }

    /** Forgets the token, unless another has taken its place already. */
    void refused(String token) {
        CompletableFuture<Kept> found = current.get();
        if (found != null
                && found.isDone()
                && !found.isCompletedExceptionally()
                && found.join().token().equals(token)) {
            current.compareAndSet(found, null);
        }
    }
}
