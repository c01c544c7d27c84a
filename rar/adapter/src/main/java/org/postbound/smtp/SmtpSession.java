package org.postbound.smtp;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSession;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionConfig;
import org.postbound.flight.Connect;
import org.postbound.flight.Flight;
import org.postbound.flight.Started;
import org.postbound.mime.RenderedMessage;

/**
 * One SMTP session: a connection to a server, greeted, protected and authenticated. Not thread-safe except for {@link
 * #abort()} and {@link #isUsable()}.
 */
public final class SmtpSession {
    private final SessionConfig config;
    private final Link link;
    private final LinkFailures failures;
    private final Opening.Opened opened;
    private final Grouping grouping;
    private volatile boolean closed;

    private SmtpSession(SessionConfig config, Link link, LinkFailures failures, Opening.Opened opened) {
        this.config = config;
        this.link = link;
        this.failures = failures;
        this.opened = opened;
        this.grouping = Grouping.of(config, opened.capabilities());
    }

    /**
     * What the server accepted.
     *
     * @param recipients one outcome per recipient, in the envelope's order, each with its own reply to RCPT, or with the one
     *     that refused the message in its mail transaction
     * @param reply the reply to the message; the last one, if it took several mail transactions
     * @param failure why recipients have no reply: the server takes so many at once, and then the link was lost or the
     *     sender refused; empty if all have one, whatever it is
     */
    public record Accepted(List<RecipientOutcome> recipients, SmtpReply reply, Optional<SmtpException> failure) {
        /** Takes a copy of the list. */
        public Accepted {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * Connects, protects the connection and authenticates, as configured. On a failure the connection is closed.
     *
     * @param config which server, who, and how
     * @param deadlines what bounds writing
     * @param tokens where access tokens come from
     * @param nanoTime a clock like {@link System#nanoTime()}
     * @return a session that is ready to send
     * @throws SmtpConnectException if there is no conversation with the server
     * @throws org.postbound.SmtpTlsException if the connection cannot be protected as configured
     * @throws org.postbound.SmtpAuthenticationException if the server does not accept the credentials
     * @throws org.postbound.SmtpConfigurationException if the trust store or the key store cannot be used
     */
    public static SmtpSession open(
            SessionConfig config, Deadlines deadlines, AccessTokens tokens, LongSupplier nanoTime) {
        Started<Connect> flight = Flight.RECORDER.connect();
        try {
            SmtpSession session = connected(config, deadlines, tokens, nanoTime);
            flight.done(() -> FlightNotes.connected(config, session.info()));
            return session;
        } catch (SmtpException e) {
            flight.done(() -> FlightNotes.notConnected(config, e));
            throw e;
        }
    }

    private static SmtpSession connected(
            SessionConfig config, Deadlines deadlines, AccessTokens tokens, LongSupplier nanoTime) {
        Properties tls = TlsLayer.properties(config.tls());
        LinkFailures failures = new LinkFailures(config);
        Link link = connect(config, deadlines, nanoTime, failures);
        SmtpSession session = null;
        try {
            session = new SmtpSession(config, link, failures, new Opening(config, link, failures, tls, tokens).run());
            return session;
        } catch (IOException e) {
            throw failures.broken(e, link);
        } finally {
            if (session == null) {
                link.abort();
            }
        }
    }

    private static Link connect(
            SessionConfig config, Deadlines deadlines, LongSupplier nanoTime, LinkFailures failures) {
        Socket tcp = new Connecting(config, failures).run();
        try {
            return Link.over(tcp, config, deadlines, nanoTime);
        } catch (IOException e) {
            throw failures.failure(
                    SmtpConnectException.Reason.LINK_LOST, "the connection was lost at once; try again later", e);
        }
    }

    /**
     * Sends a message: one mail transaction. Unless it was accepted, it was accepted for nobody.
     *
     * @param message the message
     * @param partialDelivery whether to deliver to the accepted recipients if others are refused; otherwise all or none
     * @return what the server accepted
     * @throws org.postbound.InvalidEmailException if the message asks for what the server does not offer
     * @throws org.postbound.SmtpReplyException if the server refused; the session stays usable, except after 421
     * @throws SmtpConnectException if the conversation broke before the message was complete
     * @throws org.postbound.InDoubtException if it broke afterwards
     */
    public Accepted send(RenderedMessage message, boolean partialDelivery) {
        OneMessage one = new OneMessage(message);
        Conversation.End end = converse(one.next().orElseThrow(), one, partialDelivery);
        if (end.unsent().isPresent()) {
            throw end.unsent().get().failure();
        }
        return one.outcome();
    }

    /** Sends a message, and then the stream's others; to be asked for after {@link MessageStream#next()} only. */
    Conversation.End converse(RenderedMessage first, MessageStream stream, boolean partialDelivery) {
        if (closed) {
            return new Conversation.End(Optional.of(new Conversation.Unsent(first, closedBefore())), true, false);
        }
        checkTls();
        boolean clean = false;
        try {
            Conversation.End end = new Conversation(
                            link, failures, stream, message -> transaction(message, partialDelivery))
                    .run(first);
            clean = end.isClean();
            return end;
        } finally {
            // Never given back after anything but a clean reply: content might go on where commands are due.
            if (!clean) {
                abort();
            }
        }
    }

    private MailTransaction transaction(RenderedMessage message, boolean partialDelivery) {
        EnvelopeCommands envelope = EnvelopeCommands.of(
                message, opened.capabilities(), isIdentityVerified(), partialDelivery, Instant.now());
        return new MailTransaction(link, envelope, message.message(), grouping, partialDelivery);
    }

    /**
     * Asks whether the server still answers.
     *
     * @throws SmtpConnectException if it does not; the session is then not usable any more
     */
    public void noop() {
        if (closed) {
            throw closedBefore();
        }
        checkTls();
        boolean alive = false;
        try {
            link.checkNothingPending();
            SmtpReply reply = link.exchange(new Command.Noop());
            // A refusal proves as much as an acceptance: the server is there and awaits commands.
            if (reply.isIntermediate()) {
                throw new ProtocolViolationException("\"" + reply + "\" is not a reply to NOOP");
            }
            alive = true;
        } catch (IOException e) {
            throw failures.broken(e, link);
        } finally {
            if (!alive) {
                abort();
            }
        }
    }

    private SmtpConnectException closedBefore() {
        return failures.failure(
                SmtpConnectException.Reason.LINK_LOST, "the session was closed before; open another", null);
    }

    private void checkTls() {
        if (config.requiresTls() && link.tls().isEmpty()) {
            throw new IllegalStateException("mail would be sent without TLS");
        }
    }

    private boolean isIdentityVerified() {
        return link.tls().isPresent() && config.tls().checkServerIdentity();
    }

    /**
     * Returns what is known about the server.
     *
     * @return its greeting, its capabilities and the protection of the connection
     */
    public SmtpServerInfo info() {
        return new SmtpServerInfo(
                config.server().host(),
                config.server().port(),
                opened.greeting(),
                opened.capabilities().keywords(),
                link.tls().map(SSLSession::getProtocol),
                link.tls().map(SSLSession::getCipherSuite));
    }

    /**
     * Returns whether another message may be sent. Thread-safe.
     *
     * @return {@code false} after 421, a lost link, a protocol violation, a message in doubt, or {@link #abort()}
     */
    public boolean isUsable() {
        return !closed;
    }

    /**
     * Returns how many messages the server takes over one connection (RFC 9422).
     *
     * @return a number from 1 on; empty if it announces none
     */
    OptionalInt mailMax() {
        return opened.capabilities().limit("MAILMAX");
    }

    /** Takes leave of the server, without waiting long, and closes the connection. Never throws. */
    public void quit() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            link.exchange(new Command.Quit());
            link.close();
        } catch (IOException e) {
            // The connection is closed in any case; that the server did not say goodbye concerns nobody.
            link.abort();
        }
    }

    /** Closes the connection at once; whatever waits for it on another thread fails. Thread-safe. */
    public void abort() {
        closed = true;
        link.abort();
    }
}
