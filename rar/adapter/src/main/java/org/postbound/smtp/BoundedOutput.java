package org.postbound.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds each write to a socket, which has no timeout for it: on expiry the connection is aborted. */
final class BoundedOutput extends OutputStream {
    private final OutputStream out;
    private final Deadlines deadlines;
    private final Runnable abort;
    private Duration limit = Duration.ZERO;

    BoundedOutput(OutputStream out, Deadlines deadlines, Runnable abort) {
        this.out = out;
        this.deadlines = deadlines;
        this.abort = abort;
    }

    void limit(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        AtomicBoolean expired = new AtomicBoolean();
        Deadlines.Deadline deadline = deadlines.start(limit, () -> {
            expired.set(true);
            abort.run();
        });
        try {
            out.write(octets, offset, length);
        } catch (IOException e) {
            // A deadline that expires after the write is left to the next operation: what is written is written.
            if (expired.get()) {
                throw timeout("the server stopped reading", e);
            }
            throw e;
        } finally {
            deadline.close();
        }
    }

    static SocketTimeoutException timeout(String message, IOException cause) {
        SocketTimeoutException timeout = new SocketTimeoutException(message);
        timeout.initCause(cause);
        return timeout;
    }
}
