package org.postbound.smtp;

import java.net.SocketException;
import java.util.EnumSet;
import java.util.Set;

/**
 * How far a session has come. Only {@link #close()} and {@link #isClosed()} may be called by another thread than the
 * session's.
 */
final class SessionState {
    enum Stage {
        /** Greeting, TLS and authentication are under way. */
        OPENING,
        /** No mail transaction is open. */
        READY,
        /** From MAIL on. */
        MAIL,
        /** From 354 on: whatever is written now is content. */
        DATA,
        /** The whole message is written, the reply is due: the only stage in which a lost link leaves doubt. */
        FINAL_DOT;

        private Set<Stage> next() {
            return switch (this) {
                case OPENING -> EnumSet.of(READY);
                case READY -> EnumSet.of(MAIL);
                case MAIL -> EnumSet.of(DATA, READY);
                case DATA -> EnumSet.of(FINAL_DOT);
                case FINAL_DOT -> EnumSet.of(READY);
            };
        }
    }

    private Stage stage = Stage.OPENING;
    private volatile boolean closed;

    /**
     * Goes on to the next stage.
     *
     * @throws SocketException if the session was closed meanwhile
     * @throws IllegalStateException if the stage does not follow the present one
     */
    void enter(Stage next) throws SocketException {
        if (closed) {
            throw new SocketException("the session is closed");
        }
        record(next);
    }

    /** Notes the reply that ends a mail transaction. */
    void settle() {
        record(Stage.READY);
    }

    /**
     * Notes what has happened on the wire, which counts even if the session was closed meanwhile: an abort in the moment
     * after the final dot must not pass for one before it.
     */
    void record(Stage next) {
        if (!stage.next().contains(next)) {
            throw new IllegalStateException(next + " does not follow " + stage);
        }
        stage = next;
    }

    boolean is(Stage asked) {
        return stage == asked;
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
