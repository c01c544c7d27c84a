package org.postbound.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * A server that keeps to RFC 5321 on any number of connections, but for one fault at one point, once. It keeps each message
 * that it accepted, and notes whatever the client did against the rules: a command out of order where nothing was
 * pipelined, or something sent behind a command that has to be the last of its group (RFC 2920 section 3.1).
 */
final class FaultyServer implements AutoCloseable {
    /** A recipient that is always refused. */
    static final String NOBODY = "nobody@to.test";

    private static final Pattern MAIL = Pattern.compile("MAIL FROM:<([^<> ]*)>((?: [!-~]+)*)");
    private static final Pattern RCPT = Pattern.compile("RCPT TO:<([^<> ]+)>((?: [!-~]+)*)");
    private static final Pattern BDAT = Pattern.compile("BDAT (\\d{1,9})( LAST)?");
    private static final String OK = "250 2.0.0 ok\r\n";
    private static final String BAD_SEQUENCE = "503 5.5.1 bad sequence of commands\r\n";
    private static final int MAX_LINE = 1000;
    /** So much of a message must have arrived for it to be large. */
    private static final int LARGE = 100_000;

    /** A flood that nobody ends would be a fault of the test. */
    private static final int FLOODS = 20_000;

    private final List<String> extensions;
    private final Point point;
    private final Fault fault;
    private final boolean hasty;
    private final int occurrence;
    private final AtomicInteger occurrences = new AtomicInteger();
    private final CountDownLatch struck = new CountDownLatch(1);
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ServerSocket listener;
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Collection<Stored> stored = new ConcurrentLinkedQueue<>();
    private final Collection<String> transcript = new ConcurrentLinkedQueue<>();
    private final Collection<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * A message that was accepted.
     *
     * @param content without dot-stuffing, one char for each octet
     */
    record Stored(String reversePath, List<String> recipients, String content) {}

    /**
     * Starts a server.
     *
     * @param hasty whether it asks for the message although it has refused all recipients, as some do
     * @param occurrence the how manieth time that the conversations reach {@code point} the fault happens
     */
    FaultyServer(List<String> extensions, boolean hasty, Point point, Fault fault, int occurrence) throws IOException {
        this.extensions = extensions;
        this.hasty = hasty;
        this.point = point;
        this.fault = fault;
        this.occurrence = occurrence;
        listener = new ServerSocket();
        if (point == Point.LARGE_CONTENT) {
            listener.setReceiveBufferSize(4096);
        }
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start("faulty server", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    List<Stored> stored() {
        return List.copyOf(stored);
    }

    /** What the client did against the rules. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** What was said on all connections, each line with the number of its connection. */
    String transcript() {
        return String.join("\n", transcript);
    }

    /** Lets the fault of {@link Point#IDLE} happen: the client has read the reply before. */
    void idle() {
        idle.complete(null);
    }

    /** Waits for the fault to happen. */
    boolean awaitFault() throws InterruptedException {
        return struck.await(20, TimeUnit.SECONDS);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                start("faulty server, connection " + number, () -> serve(socket, number));
            } catch (IOException e) {
                transcript.add("no more connections: " + e.getMessage());
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Conversation(new Wire(socket, number)).run();
        } catch (IOException e) {
            transcript.add(number + " ended: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        closed.complete(null);
        idle.complete(null);
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection. */
    final class Wire {
        private final Socket tcp;
        private final int number;
        private Socket socket;
        private InputStream in;
        private boolean outOfStep;
        private boolean collecting;
        private String collected = "";
        private String sent = "";

        Wire(Socket tcp, int number) throws IOException {
            this.tcp = tcp;
            this.number = number;
            use(tcp);
        }

        private void use(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String text) throws IOException {
            note("S", text.length() > 200 ? text.substring(0, 20) + "..." : text);
            sent = text;
            if (collecting) {
                collected += text;
            } else {
                write(text);
            }
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** From now on replies are sent when nothing more is there to be read. */
        void collect() {
            collecting = true;
        }

        private void flush() throws IOException {
            if (!collected.isEmpty()) {
                String all = collected;
                collected = "";
                write(all);
            }
        }

        private boolean isPending() throws IOException {
            return in.available() > 0;
        }

        private int read() throws IOException {
            if (!isPending()) {
                flush();
            }
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the client closed");
            }
            return octet;
        }

        /** Reads a line; only CRLF ends one. */
        private byte[] readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = read(); ; octet = read()) {
                line.write(octet);
                if (octet == '\r') {
                    int next = read();
                    line.write(next);
                    if (next == '\n') {
                        break;
                    }
                    violated("a bare CR");
                } else if (octet == '\n') {
                    violated("a bare LF");
                } else if (line.size() > MAX_LINE) {
                    violated("a line of more than " + MAX_LINE + " octets");
                }
            }
            byte[] octets = line.toByteArray();
            return Arrays.copyOf(octets, octets.length - 2);
        }

        private String readCommand() throws IOException {
            String line = new String(readLine(), StandardCharsets.UTF_8);
            note("C", line);
            return line;
        }

        /** Ends the connection; what was sent before is not lost, whatever the client still sends. */
        void end() throws IOException {
            tcp.shutdownOutput();
        }

        void reset() throws IOException {
            tcp.setSoLinger(true, 0);
            tcp.close();
        }

        void startTls(String alias) throws IOException {
            flush();
            try {
                SSLSocket secure = (SSLSocket)
                        TestCertificates.server(alias).getSocketFactory().createSocket(tcp, null, true);
                secure.setUseClientMode(false);
                secure.startHandshake();
                use(secure);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (SSLException e) {
                note("S", "handshake: " + e.getMessage());
                throw e;
            }
        }

        void startTlsWithoutCommonSuite() throws IOException {
            try {
                SSLSocket secure = (SSLSocket) TestCertificates.server(TestCertificates.GOOD)
                        .getSocketFactory()
                        .createSocket(tcp, null, true);
                secure.setUseClientMode(false);
                secure.setEnabledProtocols(new String[] {"TLSv1.2"});
                // The certificates of the tests have keys of another kind.
                secure.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
                secure.startHandshake();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private boolean isSecure() {
            return socket != tcp;
        }

        private void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // Whatever the client still says, nobody listens.
                in.skipNBytes(in.available());
            }
        }

        /**
         * Until the client closes. Behind a handshake that has failed the JDK reads on by itself as long as there is something,
         * however much that is; the client's deadline ends it.
         */
        private void flood() throws IOException {
            for (int i = 0; i < FLOODS || point == Point.TLS_HANDSHAKE; i++) {
                write(sent);
            }
            violated("the client reads an endless reply");
        }

        private void note(String who, String text) {
            text.lines().forEach(line -> transcript.add(number + " " + who + ": " + line));
        }

        private void violated(String rule) {
            note("!", rule);
            if (!outOfStep) {
                violations.add(rule);
            }
        }
    }

    /** What the server knows of one session. */
    private final class Conversation {
        private final Wire wire;
        private boolean greeted;
        private boolean authenticated;
        private String reversePath;
        private int recipientsNamed;
        private final List<String> recipients = new ArrayList<>();
        private ByteArrayOutputStream chunks;
        /** The server's own replies to what was pipelined behind a refusal are no breach of the client's. */
        private boolean refused;

        Conversation(Wire wire) {
            this.wire = wire;
        }

        void run() throws IOException {
            boolean on = answer(Point.GREETING, "220 mx.test ESMTP\r\n", () -> {});
            while (on) {
                on = obey(wire.readCommand());
            }
        }

        private boolean offers(String keyword) {
            return extensions.stream().anyMatch(line -> line.equals(keyword) || line.startsWith(keyword + " "));
        }

        private boolean obey(String command) throws IOException {
            String verb = command.replaceFirst(" .*", "").toUpperCase(Locale.ROOT);
            boolean last = !List.of("MAIL", "RCPT", "RSET", "BDAT").contains(verb);
            if ((last || !offers("PIPELINING")) && !verb.equals("BDAT") && wire.isPending()) {
                wire.violated(verb + " is not the last of its group");
            }
            return switch (verb) {
                case "EHLO" -> hello();
                case "HELO" -> {
                    greeted = true;
                    yield say("250 mx.test\r\n");
                }
                case "STARTTLS" -> startTls();
                case "AUTH" -> auth(command);
                case "MAIL" -> mail(MAIL.matcher(command));
                case "RCPT" -> rcpt(RCPT.matcher(command));
                case "DATA" -> data();
                case "BDAT" -> bdat(BDAT.matcher(command));
                case "RSET" -> answer(reversePath == null ? Point.RSET_AHEAD : Point.RSET, OK, this::forget);
                case "NOOP" -> answer(Point.NOOP, OK, () -> {});
                case "QUIT" -> {
                    answer(Point.QUIT, "221 2.0.0 bye\r\n", () -> {});
                    yield false;
                }
                default -> {
                    wire.violated("unknown command: " + command);
                    yield say("500 5.5.1 what?\r\n");
                }
            };
        }

        private boolean hello() throws IOException {
            StringBuilder reply = new StringBuilder("250" + (extensions.isEmpty() ? " " : "-") + "mx.test\r\n");
            List<String> offered = extensions.stream()
                    .filter(line -> wire.isSecure() ? !line.equals("STARTTLS") : !line.startsWith("AUTH"))
                    .toList();
            for (int i = 0; i < offered.size(); i++) {
                reply.append("250")
                        .append(i == offered.size() - 1 ? " " : "-")
                        .append(offered.get(i))
                        .append("\r\n");
            }
            return answer(wire.isSecure() ? Point.EHLO_AFTER_TLS : Point.EHLO, reply.toString(), () -> {
                greeted = true;
                forget();
            });
        }

        private boolean startTls() throws IOException {
            if (!greeted || wire.isSecure() || !offers("STARTTLS")) {
                return badSequence("STARTTLS");
            }
            if (!answer(Point.STARTTLS, "220 2.0.0 go ahead\r\n", () -> greeted = false)) {
                return false;
            }
            if (greeted) {
                // Refused: the conversation could go on in plaintext, if a client wanted that.
                return true;
            }
            if (strikes(Point.TLS_HANDSHAKE)) {
                return fail("220 2.0.0 go ahead\r\n", () -> {});
            }
            wire.startTls(TestCertificates.GOOD);
            return true;
        }

        private boolean auth(String command) throws IOException {
            if (!greeted || authenticated || !offers("AUTH") || !wire.isSecure()) {
                return badSequence("AUTH");
            }
            if (!command.equals("AUTH LOGIN")) {
                return say("504 5.5.4 what?\r\n");
            }
            if (!answer(Point.AUTH, "334 VXNlcm5hbWU6\r\n", () -> authenticated = true)) {
                return false;
            }
            if (!authenticated) {
                return true;
            }
            authenticated = false;
            String user = wire.readCommand();
            if (!answer(Point.AUTH_CHALLENGE, "334 UGFzc3dvcmQ6\r\n", () -> authenticated = true)) {
                return false;
            }
            if (!authenticated) {
                return true;
            }
            String password = wire.readCommand();
            authenticated = user.equals("YWxpY2U=") && password.equals("d29uZGVyLWxhbmQ=");
            return say(authenticated ? "235 2.7.0 ok\r\n" : "535 5.7.8 no\r\n");
        }

        private boolean mail(Matcher command) throws IOException {
            refused = false;
            if (!greeted || reversePath != null || (offers("AUTH") && !authenticated) || !command.matches()) {
                return badSequence("MAIL");
            }
            recipientsNamed = 0;
            return answer(Point.MAIL, OK, () -> reversePath = command.group(1));
        }

        private boolean rcpt(Matcher command) throws IOException {
            if (reversePath == null || chunks != null || !command.matches()) {
                return badSequence("RCPT");
            }
            String recipient = command.group(1);
            if (recipient.equals(NOBODY)) {
                refused = true;
                return say("550 5.1.1 nobody of that name\r\n");
            }
            Point named = Point.RECIPIENTS.get(Math.min(recipientsNamed, Point.RECIPIENTS.size() - 1));
            recipientsNamed++;
            return answer(named, OK, () -> recipients.add(recipient));
        }

        private boolean data() throws IOException {
            if (hasty && refused && recipients.isEmpty()) {
                return dataForNobody();
            }
            if (reversePath == null || recipients.isEmpty() || chunks != null) {
                return badSequence("DATA");
            }
            List<byte[]> input = new ArrayList<>();
            if (!answer(Point.DATA, "354 go ahead\r\n", () -> input.add(new byte[0]))) {
                return false;
            }
            if (input.isEmpty()) {
                return true;
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            boolean large = false;
            for (byte[] line = wire.readLine(); line.length != 1 || line[0] != '.'; line = wire.readLine()) {
                boolean stuffed = line.length > 0 && line[0] == '.';
                content.write(line, stuffed ? 1 : 0, line.length - (stuffed ? 1 : 0));
                content.write('\r');
                content.write('\n');
                if (content.size() > LARGE && !large) {
                    large = true;
                    if (strikes(Point.LARGE_CONTENT)) {
                        return fail(OK, () -> {});
                    }
                }
            }
            wire.note("C", content.size() + " octets and the final dot");
            return received(content.toByteArray());
        }

        private boolean dataForNobody() throws IOException {
            say("354 go ahead\r\n");
            if (wire.readLine().length != 1) {
                wire.violated("a message for nobody");
            }
            wire.note("C", "the final dot");
            forget();
            return say("554 5.5.1 no valid recipients\r\n");
        }

        private boolean bdat(Matcher command) throws IOException {
            if (!command.matches()) {
                return badSequence("BDAT");
            }
            byte[] chunk = new byte[Integer.parseInt(command.group(1))];
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = (byte) wire.read();
                if (i == LARGE && strikes(Point.LARGE_CONTENT)) {
                    return fail(OK, () -> {});
                }
            }
            wire.note("C", chunk.length + " octets");
            if (reversePath == null || recipients.isEmpty() || !offers("CHUNKING")) {
                return badSequence("BDAT");
            }
            if (chunks == null) {
                chunks = new ByteArrayOutputStream();
            }
            chunks.writeBytes(chunk);
            return command.group(2) == null ? say(OK) : received(chunks.toByteArray());
        }

        private boolean received(byte[] octets) throws IOException {
            if (!offers("PIPELINING") && wire.isPending()) {
                wire.violated("something follows the message");
            }
            Stored message =
                    new Stored(reversePath, List.copyOf(recipients), new String(octets, StandardCharsets.ISO_8859_1));
            String reply = "250 2.0.0 accepted\r\n";
            boolean inDataState = chunks == null;
            if (strikes(Point.CONTENT)) {
                // Half of a message is as good as none.
                boolean on = fail(reply, () -> {});
                forgetIf(inDataState);
                return on;
            }
            boolean on = answer(Point.FINAL_REPLY, reply, () -> {
                stored.add(message);
                forget();
            });
            forgetIf(inDataState);
            if (!on || !strikes(Point.IDLE)) {
                return on;
            }
            idle.join();
            return fail(OK, () -> {});
        }

        /** After DATA the transaction is over in any case; after BDAT that was refused, RSET is due (RFC 3030 section 2). */
        private void forgetIf(boolean over) {
            if (over) {
                forget();
            }
        }

        private void forget() {
            reversePath = null;
            recipients.clear();
            chunks = null;
        }

        private boolean badSequence(String verb) throws IOException {
            if (!refused || !offers("PIPELINING")) {
                wire.violated(verb + " out of order");
            }
            return say(BAD_SEQUENCE);
        }

        private boolean say(String reply) throws IOException {
            wire.send(reply);
            return true;
        }

        /** Gives the reply, or fails; returns whether the conversation goes on. */
        private boolean answer(Point here, String reply, Action action) throws IOException {
            if (strikes(here)) {
                return fail(reply, action);
            }
            action.run();
            return say(reply);
        }

        private boolean strikes(Point here) {
            return here == point && occurrences.incrementAndGet() == occurrence;
        }

        private void awaitEnd() throws IOException {
            if (point == Point.LARGE_CONTENT) {
                // What is not read fills the buffers, until the client cannot write any more.
                closed.join();
            } else {
                wire.awaitEnd();
            }
        }

        private boolean fail(String due, Action action) throws IOException {
            wire.note("!", point + " " + fault);
            wire.outOfStep |= fault.confuses();
            refused |= !fault.obeys();
            if (fault.obeys()) {
                action.run();
            }
            Fault.Aftermath aftermath;
            try {
                aftermath = fault.happen(wire, due);
                if (point == Point.IDLE) {
                    // Nothing comes that it could be collected with.
                    wire.flush();
                }
            } finally {
                struck.countDown();
            }
            switch (aftermath) {
                case GO_ON -> {
                    return true;
                }
                case SILENCE -> awaitEnd();
                case FLOOD -> wire.flood();
                case GONE -> {
                    return false;
                }
            }
            return false;
        }
    }

    /** What the server does beside replying. */
    private interface Action {
        void run() throws IOException;
    }
}
