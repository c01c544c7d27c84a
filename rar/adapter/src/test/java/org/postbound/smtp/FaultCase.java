package org.postbound.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.postbound.Envelope;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;

/**
 * One fault at one point of one conversation.
 *
 * @param mode what the server offers
 * @param audience to whom each message goes
 * @param sending whether messages are sent one by one
 * @param point where the fault happens
 * @param fault what happens
 * @param nth with which message
 */
record FaultCase(Mode mode, Audience audience, Sending sending, Point point, Fault fault, int nth) {
    /** Messages of a batch. */
    static final int BATCH = 3;

    enum Mode {
        LOCK_STEP,
        PIPELINING,
        /** PIPELINING at a server that says 354 to DATA although there are no recipients. */
        HASTY,
        CHUNKING,
        /** STARTTLS and AUTH, in lock-step. */
        SECURE;

        List<String> extensions() {
            return switch (this) {
                case LOCK_STEP -> List.of();
                case PIPELINING, HASTY -> List.of("PIPELINING");
                case CHUNKING -> List.of("PIPELINING", "CHUNKING");
                case SECURE -> List.of("STARTTLS", "AUTH LOGIN");
            };
        }
    }

    enum Audience {
        ONE(1, false),
        ALL_OR_NOTHING(3, false),
        PARTIAL(3, true);

        private final int recipients;
        private final boolean partialDelivery;

        Audience(int recipients, boolean partialDelivery) {
            this.recipients = recipients;
            this.partialDelivery = partialDelivery;
        }

        int recipients() {
            return recipients;
        }

        boolean partialDelivery() {
            return partialDelivery;
        }
    }

    enum Sending {
        SINGLY,
        BATCH
    }

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final String LINE = "a".repeat(998) + "\r\n";
    private static final int LARGE = 10_000;

    /** How many messages go through before the one with which the fault happens. */
    int before() {
        return switch (point) {
            case NOOP, QUIT, IDLE -> nth;
            default -> nth - 1;
        };
    }

    /** The how manieth time that the conversations come to the point it happens. */
    int occurrence() {
        return switch (point) {
            case LARGE_CONTENT -> 1;
            case RSET_AHEAD -> nth - 1;
            default -> nth;
        };
    }

    /** Whether a message is one group with its envelope: if the link breaks, all of it may have arrived. */
    boolean travelsWhole() {
        return mode == Mode.CHUNKING && audience != Audience.ALL_OR_NOTHING && point != Point.LARGE_CONTENT;
    }

    /** Whether the envelope of the next message was written behind this one. */
    boolean isFollowed() {
        return sending == Sending.BATCH && mode.extensions().contains("PIPELINING") && !travelsWhole() && nth < BATCH;
    }

    /** Whether a command and what decides about it are one group, up to DATA. */
    boolean endsWithData() {
        return (mode == Mode.PIPELINING || mode == Mode.HASTY) && audience != Audience.ALL_OR_NOTHING;
    }

    /** Whether the client can only notice that time passes. */
    boolean isSilent() {
        return fault instanceof Fault.Stall || fault instanceof Fault.OneTooFew;
    }

    /**
     * Makes the message.
     *
     * @param number counted from 0
     */
    RenderedMessage message(int number) {
        List<String> recipients = new ArrayList<>();
        for (int i = 1; i <= audience.recipients(); i++) {
            recipients.add("r" + i + "@to.test");
        }
        boolean hit = number == before();
        if (hit && point == Point.RSET) {
            recipients.set(recipients.size() - 1, FaultyServer.NOBODY);
        }
        String text = "Message-ID: <%d@from.test>\r\n\r\n.\r\n..dots\r\nHello %d\r\n".formatted(number, number)
                + (hit && point == Point.LARGE_CONTENT ? String.join("", Collections.nCopies(LARGE, LINE)) : "");
        return new RenderedMessage(
                Envelope.of("a" + number + "@from.test", recipients.toArray(String[]::new)),
                WireMessage.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Makes a link to the server.
     *
     * @param patience the timeout that the fault, if it is silence, runs into; all others are ample
     */
    SmtpLink link(FaultyServer server, Duration patience) {
        boolean secure = mode == Mode.SECURE;
        SessionConfig config = new SessionConfig(
                new SmtpConnectionSpec.Server("localhost", server.port(), secure ? Security.STARTTLS : Security.NONE),
                secure ? Sessions.ALICE : new Credentials.None(),
                Mechanism.STRONGEST_FIRST,
                secure ? TestCertificates.trusting() : Tls.DEFAULT,
                timeouts(isSilent() ? patience : AMPLE),
                Optional.of("client.test"),
                true);
        SessionLimits limits = new SessionLimits(
                point == Point.NOOP ? Duration.ZERO : AMPLE, point == Point.QUIT ? 1 : 0, Duration.ZERO);
        return new SmtpLink(Sessions.relays(config, Sessions.FROZEN), limits, new RecordedSessions(), Sessions.FROZEN);
    }

    private Timeouts timeouts(Duration patience) {
        return switch (point) {
            case GREETING, TLS_HANDSHAKE -> new Timeouts(patience, AMPLE, AMPLE);
            case CONTENT, FINAL_REPLY -> new Timeouts(AMPLE, isFollowed() ? patience : AMPLE, patience);
            default -> new Timeouts(AMPLE, patience, travelsWhole() ? patience : AMPLE);
        };
    }

    @Override
    public String toString() {
        return "%-10s %-14s %s, message %d %-14s %s"
                .formatted(mode, audience, sending, before() + 1, point, fault)
                .replace("[]", "");
    }
}
