package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A port where nobody may connect. */
final class IdlePort implements AutoCloseable {
    private final ServerSocketChannel listener;

    IdlePort() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            assertNull(listener.accept(), "somebody connected");
        } finally {
            listener.close();
        }
    }
}
