package org.postbound.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What the sink can take: the octets of many messages in one write, and nobody looks at the replies but to count their
 * lines. No SMTP client may do so (RFC 2920 section 3.1); it tells whether a row shows the client or the sink.
 */
final class Ceiling implements Peer {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int WINDOW_MESSAGES = 64;
    // More than one, so that the sink never waits for the end of a window to be acknowledged.
    private static final int WINDOWS_AHEAD = 3;

    @Override
    public String name() {
        return "the sink itself";
    }

    @Override
    public String version() {
        return "of this benchmark";
    }

    @Override
    public boolean takes(Case what) {
        return what.rttMs() == 0;
    }

    @Override
    public Client open(Case what, TestMessage message, int port) throws Exception {
        return ThreadedClient.connect(what.connections(), () -> new Blast(what, message, port));
    }

    private static final class Blast implements Sender {
        private final Socket socket;
        private final InputStream replies;
        private final byte[] read = new byte[1 << 16];
        private final byte[] window;
        private final int messages;
        private final int lines;
        private int unanswered;
        private long seen;

        Blast(Case what, TestMessage message, int port) throws IOException {
            messages = Math.max(1, Math.min(WINDOW_MESSAGES, WINDOW_BYTES / what.sizeBytes()));
            lines = messages * (3 + what.recipients());
            window = window(message, messages);
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            replies = socket.getInputStream();
            await(1);
            socket.getOutputStream().write("HELO localhost\r\n".getBytes(StandardCharsets.US_ASCII));
            await(1);
        }

        private static byte[] window(TestMessage message, int messages) {
            String text = new String(message.rendered(), StandardCharsets.US_ASCII).replace("\r\n.", "\r\n..");
            StringBuilder one = new StringBuilder("MAIL FROM:<" + message.from() + ">\r\n");
            message.to().forEach(to -> one.append("RCPT TO:<").append(to).append(">\r\n"));
            one.append("DATA\r\n").append(text).append(text.endsWith("\r\n") ? ".\r\n" : "\r\n.\r\n");
            byte[] octets = one.toString().getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream window = new ByteArrayOutputStream(octets.length * messages);
            for (int i = 0; i < messages; i++) {
                window.writeBytes(octets);
            }
            return window.toByteArray();
        }

        @Override
        public int send() throws IOException {
            socket.getOutputStream().write(window);
            if (unanswered < WINDOWS_AHEAD) {
                unanswered++;
                return 0;
            }
            await(lines);
            return messages;
        }

        /** What was read beyond is counted for the next time. */
        private void await(int expected) throws IOException {
            while (seen < expected) {
                int length = replies.read(read);
                if (length < 0) {
                    throw new EOFException("the sink closed the connection");
                }
                for (int i = 0; i < length; i++) {
                    if (read[i] == '\n') {
                        seen++;
                    }
                }
            }
            seen -= expected;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
