package org.postbound.smtp;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSession;
import org.postbound.InDoubtException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionConfig;
import org.postbound.mime.RenderedMessage;

/**
 * One SMTP session: a connection to a server, greeted, protected and authenticated. Not thread-safe except for {@link
 * #abort()} and {@link #isUsable()}.
 */
public final class SmtpSession {
    private final SessionConfig config;
    private final Link link;
    private final LinkFailures failures;
    private final SessionState state = new SessionState();
    private final Opening.Opened opened;
    private boolean failedBeforeMailReply;

    private SmtpSession(SessionConfig config, Link link, LinkFailures failures, Opening.Opened opened)
            throws IOException {
        this.config = config;
        this.link = link;
        this.failures = failures;
        this.opened = opened;
        state.enter(SessionState.Stage.READY);
    }

    /**
     * What the server accepted.
     *
     * @param recipients one outcome per recipient, in the envelope's order, each with its own reply to RCPT
     * @param reply the reply to the message
     */
    public record Accepted(List<RecipientOutcome> recipients, SmtpReply reply) {}

    /**
     * Connects, protects the connection and authenticates, as configured. On a failure the connection is closed.
     *
     * @param config which server, who, and how
     * @param deadlines what bounds writing
     * @param tokens where access tokens come from
     * @return a session that is ready to send
     * @throws SmtpConnectException if there is no conversation with the server
     * @throws org.postbound.SmtpTlsException if the connection cannot be protected as configured
     * @throws org.postbound.SmtpAuthenticationException if the server does not accept the credentials
     * @throws org.postbound.SmtpConfigurationException if the trust store or the key store cannot be used
     */
    public static SmtpSession open(SessionConfig config, Deadlines deadlines, AccessTokens tokens) {
        Properties tls = TlsLayer.properties(config.tls());
        LinkFailures failures = new LinkFailures(config);
        Link link = connect(config, deadlines, failures);
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

    private static Link connect(SessionConfig config, Deadlines deadlines, LinkFailures failures) {
        Socket tcp = new Connecting(config, failures).run();
        try {
            return Link.over(tcp, config, deadlines);
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
     * @throws InDoubtException if it broke afterwards
     */
    public Accepted send(RenderedMessage message, boolean partialDelivery) {
        failedBeforeMailReply = false;
        checkOpen();
        EnvelopeCommands envelope =
                EnvelopeCommands.of(message, opened.capabilities(), isIdentityVerified(), Instant.now());
        MailTransaction transaction = new MailTransaction(link, state, envelope, message.message(), partialDelivery);
        try {
            return transaction.run();
        } catch (IOException e) {
            failedBeforeMailReply =
                    !transaction.isMailAnswered() && !(e instanceof ProtocolViolationException) && !state.isClosed();
            throw failed(e, message);
        } finally {
            closeUnlessReady();
        }
    }

    private SmtpException failed(IOException e, RenderedMessage message) {
        SmtpConnectException broken = failures.broken(e, link);
        if (!state.is(SessionState.Stage.FINAL_DOT)) {
            return broken;
        }
        String id = message.message().messageId();
        return new InDoubtException(
                id,
                "message %s was sent completely, but whether it was accepted is not known; look for it at the server (%s)"
                        .formatted(id, broken.getMessage()),
                e);
    }

    /** Never gives a connection back after anything but a clean reply: content might go on where commands are due. */
    private void closeUnlessReady() {
        if (!state.is(SessionState.Stage.READY) || state.isClosed()) {
            abort();
        }
    }

    /**
     * Asks whether the server still answers.
     *
     * @throws SmtpConnectException if it does not; the session is then not usable any more
     */
    public void noop() {
        checkOpen();
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

    private void checkOpen() {
        if (state.isClosed()) {
            throw failures.failure(
                    SmtpConnectException.Reason.LINK_LOST, "the session was closed before; open another", null);
        }
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
        return !state.isClosed();
    }

    /**
     * Returns whether the last {@link #send} found the link dead before any reply to its MAIL, as happens with a session
     * that the server closed while it was idle. The same message may then be sent over a new session at once. Not so after {@link #abort()}: somebody wanted an end.
     *
     * @return whether the server never took notice of the message
     */
    public boolean failedBeforeMailReply() {
        return failedBeforeMailReply;
    }

    /** Takes leave of the server, without waiting long, and closes the connection. Never throws. */
    public void quit() {
        if (state.isClosed()) {
            return;
        }
        state.close();
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
        state.close();
        link.abort();
    }
}
