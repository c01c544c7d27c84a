package org.postbound.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Accepts everything. Replies go out together once nothing more of the client's is at hand (RFC 2920 section 3.2). */
final class SinkConversation {
    private static final String EXTENSIONS = "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 0\r\n";

    private final InputStream in;
    private final OutputStream out;
    private final boolean chunking;
    private final Consumer<String> received;
    private final List<String> recipients = new ArrayList<>();
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] replies = new byte[1 << 14];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;
    private int pending;

    /** Tells of each recipient of a message that is accepted. */
    SinkConversation(Socket socket, boolean chunking, Consumer<String> received) throws IOException {
        this.received = received;
        in = socket.getInputStream();
        out = socket.getOutputStream();
        this.chunking = chunking;
    }

    void run() throws IOException {
        reply("220 sink ESMTP\r\n");
        while (answer(readLine())) {
            // the next one
        }
        flush();
    }

    private boolean answer(String command) throws IOException {
        String verb = command.length() < 4 ? command : command.substring(0, 4).toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" -> reply(EXTENSIONS + (chunking ? "250-CHUNKING\r\n" : "") + "250 HELP\r\n");
            case "DATA" -> {
                reply("354 End data with <CR><LF>.<CR><LF>\r\n");
                skipData();
                acceptMessage();
            }
            case "BDAT" -> {
                skip(Long.parseLong(command.split(" ", -1)[1]));
                acceptMessage();
            }
            case "RCPT" -> {
                recipients.add(command.substring(command.indexOf('<') + 1, command.indexOf('>')));
                reply("250 2.1.5 Ok\r\n");
            }
            case "QUIT" -> {
                reply("221 2.0.0 Bye\r\n");
                return false;
            }
            default -> reply("250 2.1.0 Ok\r\n");
        }
        return true;
    }

    private void acceptMessage() throws IOException {
        recipients.forEach(received);
        recipients.clear();
        reply("250 2.0.0 Ok\r\n");
    }

    private String readLine() throws IOException {
        line.setLength(0);
        for (int octet = next(); octet != '\n'; octet = next()) {
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    /** Up to CR LF . CR LF; the first line may be the dot alone. */
    private void skipData() throws IOException {
        int matched = 2;
        while (matched < 5) {
            int octet = next();
            if (octet == "\r\n.\r\n".charAt(matched)) {
                matched++;
            } else {
                matched = octet == '\r' ? 1 : 0;
            }
        }
    }

    private void skip(long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            if (position == limit) {
                fill();
            }
            int now = (int) Math.min(left, limit - position);
            position += now;
            left -= now;
        }
    }

    private int next() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++];
    }

    private void fill() throws IOException {
        flush();
        limit = in.read(buffer);
        position = 0;
        if (limit < 0) {
            limit = 0;
            throw new EOFException("the client left");
        }
    }

    private void reply(String reply) throws IOException {
        byte[] octets = reply.getBytes(StandardCharsets.US_ASCII);
        if (pending + octets.length > replies.length) {
            flush();
        }
        System.arraycopy(octets, 0, replies, pending, octets.length);
        pending += octets.length;
    }

    private void flush() throws IOException {
        if (pending > 0) {
            out.write(replies, 0, pending);
            pending = 0;
        }
    }
}
