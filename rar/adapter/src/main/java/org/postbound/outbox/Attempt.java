package org.postbound.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postbound.RecipientOutcome;

/**
 * What an attempt to hand a message over achieved.
 *
 * @param at when it ended
 * @param state what the message is from now on: accepted, deferred, failed, parked or expired
 * @param outcomes of the recipients that the server was asked about; each takes the place of an earlier one
 * @param nextDue when the next attempt is to be made; present for a deferred message alone
 * @param remark why it is not accepted, for an operator; may be empty, and has no secrets
 */
public record Attempt(
        Instant at, State state, List<RecipientOutcome> outcomes, Optional<Instant> nextDue, String remark) {
    /** Checks that the state is one that an attempt leads to. */
    public Attempt {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(remark, "remark");
        outcomes = List.copyOf(outcomes);
        if (state.compareTo(State.ACCEPTED) < 0) {
            throw new IllegalArgumentException("no attempt ends in " + state);
        }
        if (nextDue.isPresent() != (state == State.DEFERRED)) {
            throw new IllegalArgumentException("a next attempt is due for a deferred message, and for no other");
        }
    }

    /**
     * The server has accepted the message for all recipients, this time or earlier.
     *
     * @param at when
     * @param outcomes of the recipients
     * @return the attempt
     */
    public static Attempt accepted(Instant at, List<RecipientOutcome> outcomes) {
        return new Attempt(at, State.ACCEPTED, outcomes, Optional.empty(), "");
    }

    /**
     * Recipients are left to try.
     *
     * @param at when
     * @param outcomes of the recipients that the server was asked about
     * @param nextDue when to try again
     * @param remark why
     * @return the attempt
     */
    public static Attempt deferred(Instant at, List<RecipientOutcome> outcomes, Instant nextDue, String remark) {
        return new Attempt(at, State.DEFERRED, outcomes, Optional.of(nextDue), remark);
    }

    /**
     * No recipient is left to try, and not all were accepted.
     *
     * @param at when
     * @param outcomes of the recipients that the server was asked about
     * @param remark why
     * @return the attempt
     */
    public static Attempt failed(Instant at, List<RecipientOutcome> outcomes, String remark) {
        return new Attempt(at, State.FAILED, outcomes, Optional.empty(), remark);
    }

    /**
     * An operator has to decide, since the server may have accepted the message or not.
     *
     * @param at when
     * @param outcomes of the recipients that the server was asked about
     * @param remark why
     * @return the attempt
     */
    public static Attempt parked(Instant at, List<RecipientOutcome> outcomes, String remark) {
        return new Attempt(at, State.PARKED, outcomes, Optional.empty(), remark);
    }

    /**
     * The time to deliver the message in is over.
     *
     * @param at when
     * @param outcomes of the recipients that the server was asked about
     * @param remark why
     * @return the attempt
     */
    public static Attempt expired(Instant at, List<RecipientOutcome> outcomes, String remark) {
        return new Attempt(at, State.EXPIRED, outcomes, Optional.empty(), remark);
    }
}
