package org.postbound.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A relay with moods, which depend on the number in a recipient's address: it puts one message in ten off at first, refuses
 * one in a hundred, breaks one link in two hundred messages, at a different point each time, and has enough of a session
 * after fifty messages.
 */
final class RoughRelay implements AutoCloseable {
    private static final int PER_SESSION = 50;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "rough relay");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Integer, Integer> accepted = new ConcurrentHashMap<>();
    private final Map<Integer, Boolean> met = new ConcurrentHashMap<>();

    RoughRelay() throws IOException {
        threads.execute(this::listen);
    }

    /** What the relay does to a message. */
    enum Mood {
        PUTS_OFF,
        REFUSES,
        BREAKS_BEFORE_CONTENT,
        BREAKS_BEFORE_ACCEPTING,
        BREAKS_AFTER_ACCEPTING,
        TAKES;

        private static final List<Mood> BREAKING =
                List.of(BREAKS_BEFORE_CONTENT, BREAKS_BEFORE_ACCEPTING, BREAKS_AFTER_ACCEPTING);

        static Mood towards(int number) {
            if (number % 200 == 11) {
                return BREAKING.get(number / 200 % BREAKING.size());
            }
            if (number % 100 == 7) {
                return REFUSES;
            }
            return number % 10 == 3 ? PUTS_OFF : TAKES;
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How often each message was accepted. */
    Map<Integer, Integer> accepted() {
        return Map.copyOf(accepted);
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
            threads.shutdown();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Session(socket).run();
        } catch (SocketException e) {
            // The client's end may be gone as well.
            return;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private int messages;
        private int number;
        private Mood mood = Mood.TAKES;

        Session(Socket socket) throws IOException {
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            reply("220 rough.test ESMTP");
            String line = line();
            while (line != null && obey(line)) {
                line = line();
            }
        }

        /** Returns whether the session goes on. */
        private boolean obey(String line) throws IOException {
            switch (line.substring(0, Math.min(4, line.length()))) {
                case "EHLO" -> reply("250-rough.test\r\n250 PIPELINING");
                case "MAIL" -> {
                    if (messages == PER_SESSION) {
                        reply("421 4.7.0 enough for now");
                        return false;
                    }
                    reply("250 2.1.0 ok");
                }
                case "RCPT" -> recipient(line);
                case "DATA" -> {
                    return content();
                }
                case "RSET" -> reply("250 2.0.0 ok");
                default -> {
                    reply("221 2.0.0 bye");
                    return false;
                }
            }
            return true;
        }

        private void recipient(String line) throws IOException {
            number = Integer.parseInt(line.replaceAll("\\D", ""));
            boolean first = met.putIfAbsent(number, true) == null;
            Mood towards = Mood.towards(number);
            mood = first || towards == Mood.REFUSES ? towards : Mood.TAKES;
            reply(
                    switch (mood) {
                        case PUTS_OFF -> "450 4.2.1 later";
                        case REFUSES -> "550 5.1.1 never";
                        default -> "250 2.1.5 ok";
                    });
        }

        private boolean content() throws IOException {
            if (mood == Mood.PUTS_OFF || mood == Mood.REFUSES) {
                reply("554 5.5.1 no recipient");
                return true;
            }
            if (mood == Mood.BREAKS_BEFORE_CONTENT) {
                return false;
            }
            reply("354 go on");
            String line = line();
            while (line != null && !line.equals(".")) {
                line = line();
            }
            if (mood == Mood.BREAKS_BEFORE_ACCEPTING) {
                return false;
            }
            accepted.merge(number, 1, Integer::sum);
            messages++;
            if (mood == Mood.BREAKS_AFTER_ACCEPTING) {
                return false;
            }
            reply("250 2.0.0 queued");
            return true;
        }

        private void reply(String text) throws IOException {
            out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    return line.toString(StandardCharsets.US_ASCII).stripTrailing();
                }
                line.write(c);
            }
            return null;
        }
    }
}
