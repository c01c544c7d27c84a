package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.Email;
import org.postbound.SmallHeap;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** A large message goes the whole way, from the application to the server, with little of the heap. */
class LargeMessageSendTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int LARGE = 50 * MEGABYTE;

    @TempDir
    Path directory;

    @Test
    void fiftyMegabytes_takeEightOfHeap() throws Exception {
        Path file = directory.resolve("a.bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[MEGABYTE];
            for (int i = 0; i < LARGE / MEGABYTE; i++) {
                out.write(block);
            }
        }
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> receive(listener));
            SmallHeap.run(LargeMessageSendTest.class, directory, file.toString(), "" + listener.getLocalPort());
            // In base64 it is longer by a third.
            assertTrue(received.join() > LARGE / 3L * 4, () -> received.join() + " octets");
        }
    }

    /** Takes two messages and returns the octets of the second. */
    private static long receive(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            say(socket, "220 mx.test");
            line(in);
            say(socket, "250 mx.test");
            long octets = 0;
            for (int message = 0; message < 2; message++) {
                for (String reply : List.of("250 ok", "250 ok", "354 go")) {
                    line(in);
                    say(socket, reply);
                }
                octets = 0;
                for (int length = line(in); length != -1; length = line(in)) {
                    octets += length;
                }
                say(socket, "250 queued");
            }
            line(in);
            say(socket, "221 bye");
            return octets;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void say(Socket socket, String reply) throws IOException {
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the length of the line with its end; -1 for the final dot. */
    private static int line(InputStream in) throws IOException {
        int first = in.read();
        int length = 1;
        for (int octet = first; octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the client left");
            }
            length++;
        }
        return first == '.' && length == 3 ? -1 : length;
    }

    /** Sends a small message, so that all classes are loaded, and then the file with little room left. */
    public static void main(String[] args) throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName("localhost");
        factory.setPortNumber(Integer.valueOf(args[1]));
        factory.setSecurity("NONE");
        SmtpConnectionFactory connections = factory.createConnectionFactory();
        try (SmtpConnection connection = connections.getConnection()) {
            connection.send(email().attach("a.bin", "application/pdf", new byte[2 * MEGABYTE])
                    .build());
            List<byte[]> ballast = SmallHeap.takeAllBut(8L * MEGABYTE);
            connection.send(email().attach(Path.of(args[0])).build());
            if (ballast.isEmpty()) {
                throw new IllegalStateException("the heap has no more than the room from the beginning");
            }
        }
    }

    private static Email.Builder email() {
        return Email.builder()
                .from("a@from.test")
                .to("b@to.test")
                .subject("large")
                .text("See the file.");
    }
}
