package org.postbound.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Stands before a server on the same machine and adds a round trip: each direction is delayed by half of it, whatever is
 * under way already. It also counts the client's flights: what the client sends after the server has spoken is a new one.
 *
 * <p>A connection costs what TCP's handshake would: the greeting comes one round trip and a half later.
 */
final class LatencyProxy implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final int CHUNK = 1 << 16;

    private final ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder flights = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final int serverPort;
    private final long oneWay;

    LatencyProxy(int serverPort, int rttMs) throws IOException {
        this.serverPort = serverPort;
        oneWay = TimeUnit.MILLISECONDS.toNanos(rttMs) / 2;
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Returns the flights of all connections so far. */
    long flights() {
        return flights.sum();
    }

    /** Returns what all clients have sent so far. */
    long octets() {
        return octets.sum();
    }

    private static void start(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (SocketException e) {
                        // One side left, or the proxy was closed; the other side is told by the closed socket.
                        Thread.currentThread().interrupt();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            for (Socket socket : new Socket[] {client, server}) {
                socket.setTcpNoDelay(true);
                sockets.add(socket);
            }
            AtomicBoolean serverSpoke = new AtomicBoolean();
            IntConsumer clientSent = length -> {
                octets.add(length);
                if (serverSpoke.getAndSet(false)) {
                    flights.increment();
                }
            };
            new Direction(client, server, 0, clientSent, () -> {}).start();
            new Direction(server, client, 3 * oneWay, length -> {}, () -> serverSpoke.set(true)).start();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(byte[] octets, long due) {}

    /** One thread reads, another one writes when the time has come. */
    private final class Direction {
        private final BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        private final Socket from;
        private final Socket to;
        private final IntConsumer received;
        private final Runnable delivering;
        private long handshake;

        /** Tells what was read before anything is done with it, and that something is about to be written. */
        Direction(Socket from, Socket to, long handshake, IntConsumer received, Runnable delivering) {
            this.from = from;
            this.to = to;
            this.handshake = handshake;
            this.received = received;
            this.delivering = delivering;
        }

        void start() {
            LatencyProxy.start("read", this::read);
            LatencyProxy.start("write", this::write);
        }

        private void read() throws IOException {
            byte[] buffer = new byte[CHUNK];
            try {
                for (int length = from.getInputStream().read(buffer);
                        length >= 0;
                        length = from.getInputStream().read(buffer)) {
                    received.accept(length);
                    underWay.add(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime() + oneWay + handshake));
                    handshake = 0;
                }
            } finally {
                underWay.add(new Chunk(new byte[0], System.nanoTime() + oneWay));
            }
        }

        private void write() throws IOException, InterruptedException {
            try {
                for (Chunk chunk = underWay.take(); chunk.octets().length > 0; chunk = underWay.take()) {
                    for (long left = left(chunk); left > 0; left = left(chunk)) {
                        LockSupport.parkNanos(left);
                    }
                    delivering.run();
                    to.getOutputStream().write(chunk.octets());
                }
            } finally {
                // Half of a connection is of no use to a client or server of SMTP.
                to.close();
                from.close();
                sockets.remove(to);
                sockets.remove(from);
            }
        }

        private long left(Chunk chunk) {
            return chunk.due() - System.nanoTime();
        }
    }
}
