package org.postbound.config;

import java.time.Duration;

/**
 * How long to wait for the server, phase by phase (RFC 5321 section 4.5.3.2).
 *
 * @param connect for the TCP connection, for the TLS handshake, and for the greeting, each; and at most for the reply of
 *     a session that was idle
 * @param read for the reply to a command, and for the server to take each part of a message
 * @param finalReply for the reply to the final dot; short values make duplicates
 */
public record Timeouts(Duration connect, Duration read, Duration finalReply) {
    /** What holds where nothing is configured. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(10));

    /** Checks that each can be given to a socket. */
    public Timeouts {
        Checks.timeout("ConnectTimeout", connect);
        Checks.timeout("ReadTimeout", read);
        Checks.timeout("FinalReplyTimeout", finalReply);
    }
}
