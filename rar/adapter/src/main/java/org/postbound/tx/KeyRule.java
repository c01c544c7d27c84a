package org.postbound.tx;

import org.postbound.InvalidEmailException;
import org.postbound.mime.RenderedMessage;

/** Refuses an idempotency key where nobody would remember it. */
public final class KeyRule {
    private KeyRule() {}

    /**
     * Checks a message that does not go through an outbox.
     *
     * @param message the message
     * @throws InvalidEmailException if it has a key
     */
    public static void checkNone(RenderedMessage message) {
        message.envelope().options().idempotencyKey().ifPresent(key -> {
            throw new InvalidEmailException(
                    "idempotencyKey",
                    "is \"%s\", but this message does not go through an outbox, which alone knows keys; send it in a"
                                    .formatted(key)
                            + " transaction or with Asynchronous=true, and set Outbox of the adapter to JOURNAL");
        });
    }
}
