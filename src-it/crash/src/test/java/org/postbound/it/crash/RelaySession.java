package org.postbound.it.crash;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.postbound.it.crash.Relay.Step;

/** A session of the relay; takes every mail, and lets the relay know of each step. */
final class RelaySession implements Runnable {
    private static final int HALF = 1 << 19;

    private final Relay relay;
    private final int number;
    private final Socket socket;
    private final Set<String> extensions;
    private final InputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean hasRecipient;

    RelaySession(Relay relay, int number, Socket socket, Set<String> extensions) throws IOException {
        this.relay = relay;
        this.number = number;
        this.socket = socket;
        this.extensions = extensions;
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    int number() {
        return number;
    }

    @Override
    public void run() {
        try (socket) {
            relay.at(Step.CONNECTED);
            reply("220 relay.example.org");
            boolean goOn = true;
            while (goOn) {
                goOn = obey(line());
            }
        } catch (IOException e) {
            // The client is gone; what was accepted counts.
        } finally {
            relay.ended(this);
        }
    }

    private boolean obey(String line) throws IOException {
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" -> {
                relay.at(Step.EHLO);
                StringBuilder reply = new StringBuilder("250-relay.example.org\r\n");
                extensions.forEach(
                        extension -> reply.append("250-").append(extension).append("\r\n"));
                reply(reply.append("250 8BITMIME").toString());
            }
            case "MAIL" -> {
                content.reset();
                hasRecipient = false;
                relay.at(Step.MAIL);
                reply("250 2.1.0 OK");
            }
            case "RCPT" -> {
                relay.at(Step.RCPT);
                hasRecipient = !relay.defers(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                reply(hasRecipient ? "250 2.1.5 OK" : "451 4.2.1 later");
            }
            case "DATA" -> data();
            case "BDAT" -> bdat(line.split(" ", -1));
            case "NOOP", "RSET" -> reply("250 2.0.0 OK");
            case "QUIT" -> {
                relay.at(Step.QUIT);
                reply("221 2.0.0 bye");
                return false;
            }
            default -> reply("500 5.5.1 unknown");
        }
        return true;
    }

    private void data() throws IOException {
        relay.at(Step.DATA);
        if (hasRecipient) {
            reply("354 go on");
            readData();
            take();
        } else {
            refuse();
        }
    }

    private void refuse() throws IOException {
        reply("503 5.5.1 no recipient");
    }

    private void readData() throws IOException {
        for (String line = line(); !".".equals(line); line = line()) {
            add((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void bdat(String[] command) throws IOException {
        int left = Integer.parseInt(command[1]);
        while (left > 0) {
            byte[] piece = in.readNBytes(Math.min(left, 1 << 14));
            if (piece.length == 0) {
                throw new EOFException();
            }
            left -= piece.length;
            add(piece);
        }
        if (!hasRecipient) {
            refuse();
        } else if (command.length > 2) {
            take();
        } else {
            reply("250 2.0.0 go on");
        }
    }

    private void add(byte[] piece) throws IOException {
        boolean wasLess = content.size() < HALF;
        content.writeBytes(piece);
        if (wasLess && content.size() >= HALF) {
            relay.at(Step.HALF);
        }
    }

    private void take() throws IOException {
        relay.at(Step.CONTENT);
        relay.accept(mail(), this);
        relay.at(Step.TAKEN);
        reply("250 2.0.0 OK");
        relay.at(Step.TOLD);
    }

    private String mail() {
        return content.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith(Relay.HEADER + ": "))
                .map(line -> line.substring(Relay.HEADER.length() + 2))
                .findFirst()
                .orElse("a mail of nobody");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException();
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private void reply(String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
