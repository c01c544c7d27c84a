package org.postbound.smtp;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.util.SocketFetcher;
import org.postbound.SmtpReply;
import org.postbound.config.SessionConfig;

/** The connection, with its timeouts: writes groups of commands and content, reads replies, turns to TLS. */
final class Link {
    /** Of {@link SocketFetcher}'s properties. */
    static final String PREFIX = "mail.smtp";
    /** What is larger is written without being copied. */
    private static final int BUFFER = 64 * 1024;

    private static final byte[] CRLF = {'\r', '\n'};

    private final SessionConfig config;
    private final Deadlines deadlines;
    private final LongSupplier nanoTime;
    private final Socket tcp;
    private Socket socket;
    private BoundedInput in;
    private ReplyReader replies;
    private BoundedOutput bounded;
    private OutputStream out;
    private Optional<SSLSession> tls = Optional.empty();
    private SecretMask mask = new SecretMask();
    private Phase phase = Phase.CONNECT;
    private String activity = "the greeting";
    private int added;
    private boolean closing;
    private long heardAt;

    private Link(SessionConfig config, Deadlines deadlines, LongSupplier nanoTime, Socket tcp) throws IOException {
        this.config = config;
        this.deadlines = deadlines;
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
        this.tcp = tcp;
        use(tcp);
    }

    /** Takes the connection over; TLS comes with {@link #startTls}. */
    static Link over(Socket tcp, SessionConfig config, Deadlines deadlines, LongSupplier nanoTime) throws IOException {
        try {
            return new Link(config, deadlines, nanoTime, tcp);
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    private void use(Socket socket) throws IOException {
        this.socket = socket;
        in = new BoundedInput(socket, deadlines, this::abort);
        replies = new ReplyReader(in, text -> mask.apply(text));
        bounded = new BoundedOutput(socket.getOutputStream(), deadlines, this::abort);
        out = new BufferedOutputStream(bounded, BUFFER);
    }

    /** Does the handshake. Nothing that was received in plaintext is kept (RFC 3207 section 4.2). */
    void startTls(Properties properties, Phase phase) throws IOException {
        doing(phase, "the TLS handshake");
        Duration limit = phase.limit(config.timeouts());
        AtomicBoolean expired = new AtomicBoolean();
        tcp.setSoTimeout(Math.toIntExact(limit.toMillis()));
        // The socket's timeout alone would let a server drip its handshake for ever.
        Deadlines.Deadline deadline = deadlines.start(limit, () -> {
            expired.set(true);
            abort();
        });
        try {
            SSLSocket secure =
                    (SSLSocket) SocketFetcher.startTLS(tcp, config.server().host(), properties, PREFIX);
            use(secure);
            tls = Optional.of(secure.getSession());
        } catch (IOException e) {
            if (expired.get()) {
                throw BoundedOutput.timeout("the handshake took too long", e);
            }
            throw e;
        } finally {
            deadline.close();
            if (tls.isEmpty()) {
                abort();
            }
        }
    }

    /** Adds a command to the group that {@link #flush()} writes. Its reply is due in the same order. */
    void add(Command command) throws IOException {
        doing(command.phase(), command.logForm());
        bounded.limit(phase.limit(config.timeouts()));
        String line = command.line();
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 0x7f) {
                throw new IllegalArgumentException("a command contains a control character");
            }
        }
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write(CRLF);
        added++;
    }

    /**
     * Writes what was added, commands and content. Several replies may come back one by one; a server with Nagle's
     * algorithm then waits for an acknowledgement that this side would delay, having nothing to say.
     */
    void flush() throws IOException {
        out.flush();
        if (added > 1) {
            QuickAck.on(tcp);
        }
        added = 0;
    }

    SmtpReply exchange(Command command) throws IOException {
        add(command);
        flush();
        return read(command);
    }

    /** Reads the reply to {@code command}. */
    SmtpReply read(Command command) throws IOException {
        doing(command.phase(), "the reply to " + command.logForm());
        SmtpReply reply = read();
        if (reply.code() == ServiceClosingException.CODE) {
            throw new ServiceClosingException(masked(reply));
        }
        return reply;
    }

    /** From now on no exception for a reply shows what {@code mask} hides. */
    void hide(SecretMask mask) {
        this.mask = mask;
    }

    /** The reply as it may be shown. */
    SmtpReply masked(SmtpReply reply) {
        return new SmtpReply(
                reply.code(), reply.lines().stream().map(mask::apply).toList());
    }

    SmtpReply readGreeting() throws IOException {
        doing(Phase.CONNECT, "the greeting");
        return read();
    }

    /** Reads the reply to a message; 421 is one like others here: it says that the message was not accepted. */
    SmtpReply readOutcome() throws IOException {
        doing(Phase.FINAL_REPLY, "the reply to the message");
        return outcome(phase);
    }

    /** Reads a reply that came before the message was complete; briefly, since beneath TLS it may be something else. */
    SmtpReply readEarlyOutcome() throws IOException {
        return outcome(Phase.QUIT);
    }

    private SmtpReply outcome(Phase bound) throws IOException {
        SmtpReply reply = read(bound);
        if (reply.isIntermediate()) {
            throw new ProtocolViolationException("\"" + reply + "\" is not a reply to a message");
        }
        closing = reply.code() == ServiceClosingException.CODE;
        return reply;
    }

    /** Whether the server has said, in the reply to a message, that it closes the connection. */
    boolean isClosing() {
        return closing;
    }

    private SmtpReply read() throws IOException {
        return read(phase);
    }

    private SmtpReply read(Phase bound) throws IOException {
        in.start(bound.limit(config.timeouts()));
        SmtpReply reply = replies.read();
        heardAt = nanoTime.getAsLong();
        return reply;
    }

    /** Whether the server spoke less than {@code span} ago. */
    boolean wasHeardWithin(Duration span) {
        return nanoTime.getAsLong() - heardAt < span.toNanos();
    }

    /** The stream for a message's content, buffered. */
    OutputStream content() {
        doing(Phase.COMMAND, "the message");
        bounded.limit(phase.limit(config.timeouts()));
        return out;
    }

    /**
     * Takes what the server said without being asked, which would otherwise pass for the reply to the next command.
     * Usually it is the 421 of a server that lost patience.
     */
    void checkNothingPending() throws IOException {
        if (replies.hasPending()) {
            doing(Phase.COMMAND, "the next command");
            SmtpReply reply = read();
            if (reply.code() == ServiceClosingException.CODE) {
                throw new ServiceClosingException(reply);
            }
            throw new ProtocolViolationException("\"" + reply + "\" came without a command");
        }
    }

    /** After the last reply that is due: what else was said is a farewell, or shows that a reply was another's. */
    void checkInStep() throws IOException {
        if (replies.hasPending()) {
            SmtpReply reply = read();
            if (reply.code() != ServiceClosingException.CODE) {
                throw new ProtocolViolationException("\"" + reply + "\" is a reply too many");
            }
            closing = true;
        }
    }

    /** Whether anything at all has arrived, such as the farewell of TLS. */
    boolean hasRawPending() throws IOException {
        return hasPending() || tcp.getInputStream().available() > 0;
    }

    boolean hasPending() throws IOException {
        return replies.hasPending();
    }

    private void doing(Phase phase, String activity) {
        this.phase = phase;
        this.activity = activity;
    }

    Phase phase() {
        return phase;
    }

    /** What was written or waited for last, for error messages. */
    String activity() {
        return activity;
    }

    Optional<SSLSession> tls() {
        return tls;
    }

    InetAddress localAddress() {
        return tcp.getLocalAddress();
    }

    /** Closes with TLS's own farewell, where there is TLS; bounded. */
    void close() {
        Deadlines.Deadline deadline = deadlines.start(Phase.QUIT.limit(config.timeouts()), this::abort);
        try {
            socket.close();
        } catch (IOException e) {
            abort();
        } finally {
            deadline.close();
        }
    }

    /** Closes at once, from any thread: below TLS, whose own close might wait for a blocked write. */
    void abort() {
        try {
            tcp.close();
        } catch (IOException e) {
            // Nobody can do anything about a socket that cannot be closed, and its session is given up already.
            return;
        }
    }
}
