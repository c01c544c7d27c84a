package org.postbound.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of the loopback interface that refuses connections, and that nobody else is given. */
final class HeldPort implements AutoCloseable {
    private final Socket holder = new Socket();

    HeldPort(int port) {
        try {
            // Connections that were closed a moment ago still have the port, too.
            holder.setReuseAddress(true);
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException("port %d cannot be held".formatted(port), e);
        }
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("port %d cannot be released".formatted(holder.getLocalPort()), e);
        }
    }
}
