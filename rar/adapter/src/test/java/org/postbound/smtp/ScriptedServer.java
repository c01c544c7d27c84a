package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * A server that plays scripts, each against one connection, the next one when the one before is over, and expects each
 * line to the letter. {@link #close()} throws what went wrong in a script.
 */
public final class ScriptedServer implements AutoCloseable {
    /** What the server does with one connection. */
    @FunctionalInterface
    public interface Script {
        void play(Client client) throws Exception;
    }

    private final ServerSocket listener;
    private final CompletableFuture<Void> played = new CompletableFuture<>();
    private final CountDownLatch testIsOver = new CountDownLatch(1);

    private ScriptedServer(List<Script> scripts) throws IOException {
        listener = new ServerSocket();
        listener.setReceiveBufferSize(4096);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(() -> play(scripts), "scripted server");
        thread.setDaemon(true);
        thread.start();
    }

    public static ScriptedServer start(Script... scripts) throws IOException {
        return new ScriptedServer(List.of(scripts));
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void play(List<Script> scripts) {
        try {
            for (Script script : scripts) {
                try (Socket socket = listener.accept()) {
                    script.play(new Client(socket));
                }
            }
            played.complete(null);
        } catch (Throwable e) {
            played.completeExceptionally(e);
        }
    }

    @Override
    public void close() throws IOException {
        testIsOver.countDown();
        try {
            played.orTimeout(20, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("the script failed: " + e.getCause(), e);
        } finally {
            listener.close();
        }
    }

    /** The client as the server sees it. */
    public final class Client {
        private final Socket tcp;
        private Socket socket;

        Client(Socket socket) throws IOException {
            this.tcp = socket;
            this.socket = socket;
            socket.setTcpNoDelay(true);
        }

        /** Expects the lines, each ended by CRLF. */
        public Client expect(String... lines) throws IOException {
            for (String line : lines) {
                assertEquals(line, readLine());
            }
            return this;
        }

        public Client expectMatching(String regex) throws IOException {
            String line = readLine();
            assertTrue(line != null && line.matches(regex), line);
            return this;
        }

        /** Sends the lines in one write. */
        public Client reply(String... lines) throws IOException {
            return send(String.join("\r\n", lines) + "\r\n");
        }

        public Client send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return this;
        }

        public Client sendBytewise(String text) throws IOException {
            for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                socket.getOutputStream().write(octet);
                socket.getOutputStream().flush();
            }
            return this;
        }

        /**
         * Sends {@code start} and then an octet now and then, each in time for a socket's own timeout, until the client closes.
         * All of it goes out as it is, even where there is TLS.
         */
        void drip(byte[] start, int octet) throws IOException, InterruptedException {
            OutputStream out = tcp.getOutputStream();
            try {
                out.write(start);
                boolean over = false;
                while (true) {
                    out.write(octet);
                    over = over || testIsOver.await(20, TimeUnit.MILLISECONDS);
                }
            } catch (SocketException e) {
                return;
            }
        }

        /** Greets, expects EHLO and offers the extensions. */
        public Client greet(String... extensions) throws IOException {
            return reply("220 mx.test ESMTP").hello(extensions);
        }

        public Client hello(String... extensions) throws IOException {
            expect("EHLO client.test");
            String text = "250" + (extensions.length == 0 ? " " : "-") + "mx.test\r\n";
            for (int i = 0; i < extensions.length; i++) {
                text += "250" + (i == extensions.length - 1 ? " " : "-") + extensions[i] + "\r\n";
            }
            return send(text);
        }

        /** Expects the line and gives the reply. */
        public Client on(String line, String... reply) throws IOException {
            return expect(line).reply(reply);
        }

        public Client startTls(SSLContext context) throws IOException {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            socket = secure;
            return this;
        }

        /** A handshake in which the client shows its certificate. */
        Client startTlsWithMutualTrust(SSLContext context) throws IOException {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secure.setUseClientMode(false);
            secure.setNeedClientAuth(true);
            secure.startHandshake();
            socket = secure;
            return this;
        }

        /** The handshake that the client breaks off. */
        public void startTlsInVain(SSLContext context) throws IOException {
            try {
                startTls(context);
                assertNull(readLine());
            } catch (SSLException | SocketException e) {
                return;
            }
        }

        /** A handshake that the client breaks off, after which it closes the connection. */
        void startTlsUntilTheClientCloses(SSLContext context) throws IOException {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
            secure.setUseClientMode(false);
            try {
                secure.startHandshake();
                throw new AssertionError("the client accepted the certificate");
            } catch (SSLException | SocketException e) {
                drain();
            }
        }

        /** A handshake in which the server wants a certificate of the client; waits for the client to close. */
        void startTlsWithClientCertificate(SSLContext context, String protocol) throws IOException {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
            secure.setUseClientMode(false);
            secure.setEnabledProtocols(new String[] {protocol});
            secure.setNeedClientAuth(true);
            assertThrows(SSLException.class, secure::startHandshake);
            drain();
        }

        /** Answers the first message of a handshake with raw octets; waits for the client to close. */
        void answerHandshake(byte... record) throws IOException {
            byte[] start = socket.getInputStream().readNBytes(5);
            socket.getInputStream().readNBytes((start[3] & 0xff) << 8 | (start[4] & 0xff));
            socket.getOutputStream().write(record);
            drain();
        }

        /** Reads what the client still says, whatever it is, until it closes. */
        String drain() throws IOException {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(said);
            } catch (SocketException e) {
                assertEquals("Connection reset", e.getMessage());
            }
            return said.toString(StandardCharsets.ISO_8859_1);
        }

        /** Reads until the client closes: the beginning of a handshake, and nothing of a conversation. */
        public void expectNothingButTls() throws IOException {
            String sent = drain();
            assertTrue(sent.startsWith("\u0016"), "no handshake record of TLS (RFC 8446 section 5.1)");
            assertFalse(sent.contains("EHLO") || sent.contains("AUTH") || sent.contains("MAIL FROM"), sent);
        }

        /** The handshake of a server that has no cipher suite in common with anybody. */
        public void startTlsWithoutCommonSuite(SSLContext context) throws IOException {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secure.setUseClientMode(false);
            secure.setEnabledProtocols(new String[] {"TLSv1.2"});
            // The certificates of the tests have keys of another kind.
            secure.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
            assertThrows(SSLException.class, secure::startHandshake);
        }

        /** Expects that the client waits for a reply now. */
        Client expectSilence() throws IOException {
            socket.setSoTimeout(50);
            try {
                fail("not awaited: " + readLine());
            } catch (SocketTimeoutException e) {
                socket.setSoTimeout(0);
            }
            return this;
        }

        /** Does nothing until the test is over. */
        public void stall() throws InterruptedException {
            testIsOver.await();
        }

        public void expectQuit() throws IOException {
            on("QUIT", "221 bye").expectEnd();
        }

        /** Expects that the client closes without another word. */
        public void expectEnd() throws IOException {
            try {
                assertNull(readLine());
            } catch (SocketException e) {
                assertEquals("Connection reset", e.getMessage());
            }
        }

        public void close() throws IOException {
            socket.close();
        }

        /** Takes one message from a@from.test, up to the final dot, whose reply is left to the script. */
        public List<String> takeMessage(String recipient) throws IOException {
            expect("MAIL FROM:<a@from.test>").reply("250 ok");
            return on("RCPT TO:<" + recipient + ">", "250 ok")
                    .on("DATA", "354 go")
                    .content();
        }

        /** The port on which the client found the server. */
        public int port() {
            return tcp.getLocalPort();
        }

        /** Reads up to the final dot. */
        public List<String> content() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = readLine(); !".".equals(line); line = readLine()) {
                assertNotNull(line, "the message is not complete");
                lines.add(line);
            }
            return lines;
        }

        String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                line.write(octet);
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    if (text.endsWith("\r\n")) {
                        return text.substring(0, text.length() - 2);
                    }
                }
            }
            return line.size() == 0 ? null : line + " (no CRLF)";
        }
    }
}
