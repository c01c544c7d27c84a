package org.postbound.smtp;

import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.postbound.SmtpConnectException;
import org.postbound.config.SessionConfig;

/**
 * The servers that a link may use. While one cannot be reached the next is tried, and stays in use until that cannot be
 * reached in its turn. For one link, under its lock.
 */
public final class Relays {
    private final List<SessionConfig> configs;
    private final Deadlines deadlines;
    private final AccessTokens tokens;
    private final LongSupplier nanoTime;
    private volatile int current;

    /**
     * Prepares them; opens nothing.
     *
     * @param configs where to connect to, and how; the first is preferred at the beginning
     * @param deadlines bounds what a socket's timeout cannot
     * @param tokens where access tokens come from
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    public Relays(List<SessionConfig> configs, Deadlines deadlines, AccessTokens tokens, LongSupplier nanoTime) {
        this.configs = List.copyOf(configs);
        this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
        if (configs.isEmpty()) {
            throw new IllegalArgumentException("there has to be a server");
        }
    }

    /** Opens a session with the first that can be reached; throws the failure of the first that was tried. */
    SmtpSession open() {
        SmtpConnectException failure = null;
        for (int tried = 0; tried < configs.size(); tried++) {
            try {
                return SmtpSession.open(configs.get(current), deadlines, tokens, nanoTime);
            } catch (SmtpConnectException e) {
                current = (current + 1) % configs.size();
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure;
    }

    /** Host and port of the one in use. */
    String peer() {
        SessionConfig config = configs.get(current);
        return config.server().host() + ":" + config.server().port();
    }
}
