package org.postbound.sample.demo;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A session with the demo's mail server, line by line. */
final class SmtpClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    SmtpClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        expect("220", reply());
        expect("250", say("HELO localhost"));
    }

    void mail() throws IOException {
        expect("250", say("MAIL FROM:<shop@example.org>"));
    }

    /** Returns the reply. */
    String recipient(String address) throws IOException {
        return say("RCPT TO:<" + address + ">");
    }

    void deliver(String recipient) throws IOException {
        mail();
        expect("250", recipient(recipient));
        expect("354", say("DATA"));
        expect("250", say("Subject: a mail\r\n\r\ntext\r\n."));
    }

    void assertClosed() throws IOException {
        assertNull(replies.readLine());
    }

    private String say(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return reply();
    }

    /** Its last line is the one without a hyphen (RFC 5321 section 4.2.1). */
    private String reply() throws IOException {
        String line = replies.readLine();
        while (line.startsWith("-", 3)) {
            line = replies.readLine();
        }
        return line;
    }

    private static void expect(String code, String reply) {
        assertTrue(reply.startsWith(code), reply);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
