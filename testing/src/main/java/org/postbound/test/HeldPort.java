package org.postbound.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;

/**
 * A port of the loopback interface that nobody else is given, whether a server listens there at the moment or not. Where the
 * system cannot share a port (Windows) it is free while none does.
 */
final class HeldPort implements AutoCloseable {
    private final Socket holder = new Socket();
    private final boolean shared = holder.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    private final int number;

    HeldPort() {
        try {
            if (shared) {
                holder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            number = holder.getLocalPort();
            if (!shared) {
                holder.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no port can be held", e);
        }
    }

    int number() {
        return number;
    }

    /** Lets a server have the port. */
    ServerSocket admit(ServerSocket socket) throws IOException {
        if (shared) {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        return socket;
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("port %d cannot be released".formatted(number), e);
        }
    }
}
