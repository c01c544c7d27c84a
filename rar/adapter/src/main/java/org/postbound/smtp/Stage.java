package org.postbound.smtp;

import java.util.EnumSet;
import java.util.Set;

/** How far a mail transaction has come. */
enum Stage {
    /** Nothing of it is written. */
    NEW,
    /** From MAIL on. */
    ENVELOPE,
    /** From 354 or BDAT on: whatever is written now is content. */
    CONTENT,
    /** The whole message is written, its reply is due: the only stage in which a lost link leaves doubt. */
    COMPLETE,
    /** The server waits for the next transaction. */
    SETTLED;

    private Set<Stage> following() {
        return switch (this) {
            case NEW -> EnumSet.of(ENVELOPE);
            case ENVELOPE -> EnumSet.of(CONTENT, SETTLED);
            case CONTENT -> EnumSet.of(COMPLETE);
            case COMPLETE -> EnumSet.of(SETTLED);
            case SETTLED -> EnumSet.noneOf(Stage.class);
        };
    }

    /**
     * Returns {@code next}.
     *
     * @throws IllegalStateException if it does not follow
     */
    Stage then(Stage next) {
        if (!following().contains(next)) {
            throw new IllegalStateException(next + " does not follow " + this);
        }
        return next;
    }
}
