package org.postbound.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Bounds the time for a whole reply: a socket's own timeout starts again with every octet that trickles in. */
final class BoundedInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private long expiry;

    BoundedInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    void start(Duration limit) {
        expiry = System.nanoTime() + limit.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] octet = new byte[1];
        return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long millis = (expiry - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no complete reply in time");
        }
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        return in.read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
