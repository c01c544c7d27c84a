package org.postbound.smtp;

import org.postbound.config.SessionConfig;

/**
 * How commands may be grouped in a session.
 *
 * @param isPipelining whether commands are written without awaiting the reply to each (RFC 2920)
 * @param isChunking whether messages are sent with BDAT, which needs no leave to begin (RFC 3030)
 */
record Grouping(boolean isPipelining, boolean isChunking) {
    static Grouping of(SessionConfig config, Capabilities server) {
        return config.pipelining()
                ? new Grouping(server.offers("PIPELINING"), server.offers("CHUNKING"))
                : new Grouping(false, false);
    }
}
