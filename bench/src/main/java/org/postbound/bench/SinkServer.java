package org.postbound.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The sink's own process: prints its port, and ends when its standard input does. */
public final class SinkServer {
    private static final int BACKLOG = 512;

    private SinkServer() {}

    /**
     * Listens on a port of the system's choice, on the loopback interface.
     *
     * @param args one: the {@link Sink.Kind}
     * @throws IOException if it cannot listen
     */
    public static void main(String[] args) throws IOException {
        boolean chunking = Sink.Kind.valueOf(args[0]) == Sink.Kind.CHUNKING;
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        System.out.println(server.getLocalPort());
        start(() -> accept(server, chunking));
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        System.exit(0);
    }

    private static void accept(ServerSocket server, boolean chunking) {
        while (true) {
            try {
                Socket socket = server.accept();
                start(() -> converse(socket, chunking));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "sink");
        thread.setDaemon(true);
        thread.start();
    }

    private static void converse(Socket socket, boolean chunking) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new SinkConversation(socket, chunking, recipient -> {}).run();
        } catch (EOFException e) {
            // Clients of a benchmark may leave without a word.
        } catch (IOException e) {
            System.err.println("sink: " + e);
        }
    }
}
