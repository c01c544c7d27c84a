package org.postbound.outbox;

import java.time.Instant;
import java.util.Objects;

/**
 * A message as an operator sees it.
 *
 * @param message what is known of it
 * @param state how far it is
 * @param due when it is or was due
 * @param remark why it was not accepted; may be empty
 */
public record Kept(Due message, State state, Instant due, String remark) {
    /** Checks that nothing is null. */
    public Kept {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(due, "due");
        Objects.requireNonNull(remark, "remark");
    }
}
