package org.postbound.smtp;

import java.time.Duration;

/**
 * Bounds an operation that a socket's timeout cannot bound: a write that blocks because the server does not read, and under
 * TLS the handshake and a read, which take as many reads of the socket as the server likes.
 */
public interface Deadlines {
    /**
     * Starts a deadline.
     *
     * @param limit how long the operation may take
     * @param onExpiry what ends the operation; must neither block nor throw, and may run on any thread
     * @return the deadline, to be closed when the operation is over
     * @throws org.postbound.SmtpException if nobody watches deadlines any more
     */
    Deadline start(Duration limit, Runnable onExpiry);

    /** A deadline that runs. */
    interface Deadline extends AutoCloseable {
        /** Cancels the deadline; without effect once it has expired. */
        @Override
        void close();
    }
}
