package org.postbound.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postbound.ForwardPath;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;

/**
 * What changes of a message, and what the index needs.
 *
 * @param size octets of the content
 * @param inFile whether the content has a file of its own
 * @param replies to each recipient, in the envelope's order; empty if nobody was asked yet
 * @param priority the most urgent are given out first (MT-PRIORITY, RFC 6710); since version 2
 * @param since when it could be sent for the first time, or was to be tried again by an operator; since version 2
 */
record StatusRecord(
        String route,
        State state,
        Instant due,
        long size,
        boolean inFile,
        int attempts,
        List<Optional<SmtpReply>> replies,
        String remark,
        int priority,
        Instant since) {
    static final int VERSION = 2;

    private static final String SET_ASIDE = "set aside by an operator";

    static StatusRecord first(String route, State state, Instant due, long size, boolean inFile, int priority) {
        return new StatusRecord(route, state, due, size, inFile, 0, List.of(), "", priority, due);
    }

    /** Returns what the status of a prepared message is once its branch is committed. */
    StatusRecord eligible(Instant now) {
        return first(route, State.ELIGIBLE, due.isAfter(now) ? due : now, size, inFile, priority);
    }

    byte[] toOctets() {
        return FieldWriter.version(VERSION)
                .text(route)
                .text(state.name())
                .instant(due)
                .number(size)
                .flag(inFile)
                .number(attempts)
                .list(replies, (out, reply) -> out.optional(reply, FieldWriter::reply))
                .text(remark)
                .number(priority)
                .instant(since)
                .toOctets();
    }

    static StatusRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        String route = in.text();
        State state = in.constant(State.class);
        Instant due = in.instant();
        return new StatusRecord(
                route,
                state,
                due,
                in.number(),
                in.flag(),
                (int) in.number(),
                in.list(field -> field.optional(FieldReader::reply)),
                in.text(),
                in.version() < 2 ? 0 : (int) in.number(),
                in.version() < 2 ? due : in.instant());
    }

    List<RecipientOutcome> outcomes(List<ForwardPath> recipients) {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < recipients.size(); i++) {
            String address = recipients.get(i).address();
            Optional<SmtpReply> reply = i < replies.size() ? replies.get(i) : Optional.empty();
            outcomes.add(reply.map(r -> RecipientOutcome.of(address, r)).orElse(RecipientOutcome.pending(address)));
        }
        return outcomes;
    }

    /** Returns what the status is when an operator wants another attempt: whoever was refused is asked again, too. */
    StatusRecord triedAgain(Instant next) {
        List<Optional<SmtpReply>> hopeful = replies.stream()
                .map(reply -> reply.filter(said -> !said.isPermanent()))
                .toList();
        return new StatusRecord(route, State.DEFERRED, next, size, inFile, attempts, hopeful, remark, priority, next);
    }

    /** Returns what the status is when an operator sets the message aside. */
    StatusRecord setAside() {
        String why =
                remark.startsWith(SET_ASIDE) ? remark : SET_ASIDE + (remark.isEmpty() ? "" : "; before: " + remark);
        return new StatusRecord(route, State.PARKED, due, size, inFile, attempts, replies, why, priority, since);
    }

    /** Returns what the status is when an operator has the message leave by another route. */
    StatusRecord moved(String to, Instant next) {
        StatusRecord here = state.isWaiting() ? this : triedAgain(next);
        return new StatusRecord(
                to, here.state, next, size, inFile, attempts, here.replies, remark, priority, here.since);
    }

    /** Returns the same for other recipients. */
    StatusRecord withReplies(List<Optional<SmtpReply>> others) {
        return new StatusRecord(route, state, due, size, inFile, attempts, others, remark, priority, since);
    }

    /** Returns what the status is after an attempt. None was made if the message expires. */
    StatusRecord after(Attempt attempt, List<ForwardPath> recipients) {
        Map<String, RecipientOutcome> news = new HashMap<>();
        attempt.outcomes().forEach(outcome -> news.put(outcome.address(), outcome));
        List<Optional<SmtpReply>> merged = outcomes(recipients).stream()
                .map(old ->
                        Objects.requireNonNullElse(news.get(old.address()), old).reply())
                .toList();
        Instant next = attempt.nextDue().orElse(due);
        int made = attempt.state() == State.EXPIRED ? attempts : attempts + 1;
        return new StatusRecord(
                route, attempt.state(), next, size, inFile, made, merged, attempt.remark(), priority, since);
    }
}
