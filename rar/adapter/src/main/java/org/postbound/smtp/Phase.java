package org.postbound.smtp;

import java.time.Duration;
import org.postbound.config.Timeouts;

/** A stretch of the conversation that has a timeout of its own (RFC 5321 section 4.5.3.2). */
enum Phase {
    /** The TCP connection, the TLS handshake and the greeting, each. */
    CONNECT("ConnectTimeout"),
    /** A command and its reply, or one block of a message. */
    COMMAND("ReadTimeout"),
    /** The reply to the final dot. */
    FINAL_REPLY("FinalReplyTimeout"),
    /** Whether an idle session still answers. Another connects in its place, so it is given no more time than that takes. */
    IDLE_CHECK("ConnectTimeout"),
    /** The farewell, for which nobody wants to wait. */
    QUIT("ReadTimeout"),
    /** Finding out whether a silent port speaks TLS. */
    PROBE("ConnectTimeout");

    private static final Duration SHORT = Duration.ofSeconds(2);

    private final String property;

    Phase(String property) {
        this.property = property;
    }

    /** The property that an administrator changes. */
    String property() {
        return property;
    }

    Duration limit(Timeouts timeouts) {
        return switch (this) {
            case CONNECT -> timeouts.connect();
            case COMMAND -> timeouts.read();
            case FINAL_REPLY -> timeouts.finalReply();
            case IDLE_CHECK -> shorter(timeouts.connect(), timeouts.read());
            case QUIT -> shorter(timeouts.read(), SHORT);
            case PROBE -> shorter(timeouts.connect(), SHORT);
        };
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
