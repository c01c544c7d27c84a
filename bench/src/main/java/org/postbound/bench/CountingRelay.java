package org.postbound.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server in this JVM that can be down: it refuses connections then. It remembers how often each recipient got mail. */
final class CountingRelay implements AutoCloseable {
    private static final int BACKLOG = 512;

    private final int port;
    private final Map<String, Integer> received = new HashMap<>();
    private final Set<Socket> sessions = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;

    /** It is up. */
    CountingRelay() throws IOException {
        port = Programs.freePort();
        up();
    }

    int port() {
        return port;
    }

    /** Listens again. */
    void up() throws IOException {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        ServerSocket current = listener;
        start(() -> accept(current));
    }

    /** Refuses connections, and ends those there are; nobody should be sending over one. */
    void down() throws IOException {
        listener.close();
        for (Socket session : sessions) {
            session.close();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket session = server.accept();
                sessions.add(session);
                start(() -> converse(session));
            } catch (SocketException e) {
                // It went down.
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void converse(Socket session) {
        try (session) {
            session.setTcpNoDelay(true);
            new SinkConversation(session, false, this::received).run();
        } catch (EOFException | SocketException e) {
            // The client left, or the relay went down.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            sessions.remove(session);
        }
    }

    private synchronized void received(String recipient) {
        received.merge(recipient, 1, Integer::sum);
        notifyAll();
    }

    /**
     * Waits until so many recipients have got their mail.
     *
     * @throws IllegalStateException if one got it twice, or it takes too long
     */
    synchronized void await(long recipients, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (received.size() < recipients) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(
                        "only %d of %d messages arrived".formatted(received.size(), recipients));
            }
            wait(left);
        }
        received.forEach((recipient, times) -> {
            if (times > 1) {
                throw new IllegalStateException("%s got the same message %d times".formatted(recipient, times));
            }
        });
    }

    @Override
    public void close() throws IOException {
        down();
    }
}
