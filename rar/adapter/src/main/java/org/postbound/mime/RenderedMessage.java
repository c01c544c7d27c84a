package org.postbound.mime;

import org.postbound.Envelope;

/**
 * All that a mail transaction needs. To be closed by whoever had it rendered, once it was sent or given up.
 *
 * @param envelope from whom to whom
 * @param message the content
 */
public record RenderedMessage(Envelope envelope, WireMessage message) implements AutoCloseable {
    /** Closes the message. Has no effect the second time. */
    @Override
    public void close() {
        message.close();
    }
}
