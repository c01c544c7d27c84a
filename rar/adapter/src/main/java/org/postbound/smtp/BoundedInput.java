package org.postbound.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.postbound.SmtpException;

/** Bounds the time for a whole reply: a socket's own timeout starts again with every octet that trickles in. */
final class BoundedInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final Deadlines deadlines;
    private final Runnable abort;
    private long expiry;

    BoundedInput(Socket socket, Deadlines deadlines, Runnable abort) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadlines = deadlines;
        this.abort = abort;
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
        return socket instanceof SSLSocket
                ? readRecord(target, offset, length, Duration.ofMillis(millis))
                : in.read(target, offset, length);
    }

    /** One read of TLS is many of the socket, until a record is complete; each has the socket's timeout anew. */
    private int readRecord(byte[] target, int offset, int length, Duration limit) throws IOException {
        AtomicBoolean expired = new AtomicBoolean();
        Deadlines.Deadline deadline = started(limit, () -> {
            expired.set(true);
            abort.run();
        });
        try {
            return in.read(target, offset, length);
        } catch (IOException e) {
            if (expired.get()) {
                throw BoundedOutput.timeout("no complete reply in time", e);
            }
            throw e;
        } finally {
            deadline.close();
        }
    }

    /** Whoever supplies deadlines may be gone. So is the reply then, and what it would have been is not known. */
    private Deadlines.Deadline started(Duration limit, Runnable onExpiry) throws IOException {
        try {
            return deadlines.start(limit, onExpiry);
        } catch (SmtpException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
