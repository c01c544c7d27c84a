package org.postbound.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.postbound.InDoubtException;
import org.postbound.InvalidEmailException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/**
 * Messages of the outbox that are handed over together. What becomes of each is on stable storage before the next one's
 * content is sent. What was given out and not told of is released.
 */
final class Handover implements MessageStream {
    private final Outbox outbox;
    private final Deque<Due> waiting;
    private final Deque<GivenOut> givenOut = new ArrayDeque<>();
    private final RetryPolicy policy;
    private final Clock clock;
    private final DeliveryReports reports;
    private final BooleanSupplier stopped;
    private boolean anyAnswered;
    private SmtpException routeFailure;

    private record GivenOut(Due due, RenderedMessage message) {}

    Handover(
            Outbox outbox,
            List<Due> due,
            RetryPolicy policy,
            Clock clock,
            DeliveryReports reports,
            BooleanSupplier stopped) {
        this.outbox = outbox;
        this.waiting = new ArrayDeque<>(due);
        this.policy = policy;
        this.clock = clock;
        this.reports = reports;
        this.stopped = stopped;
    }

    @Override
    public Optional<RenderedMessage> next() {
        while (!waiting.isEmpty() && !stopped.getAsBoolean()) {
            Due due = waiting.remove();
            Instant now = clock.instant();
            if (!policy.isExpired(due.storedAt(), now)) {
                RenderedMessage message = new RenderedMessage(due.remaining(), outbox.content(due.id()));
                givenOut.add(new GivenOut(due, message));
                return Optional.of(message);
            }
            outbox.settle(due.id(), Attempt.expired(now, List.of(), "not handed over within " + policy.expireAfter()));
            reports.expired(due);
        }
        return Optional.empty();
    }

    @Override
    public void accepted(RenderedMessage message, Accepted accepted) {
        anyAnswered = true;
        String remark = accepted.failure().map(Throwable::getMessage).orElse("refused for some recipients");
        settle(taken(message), accepted.recipients(), remark);
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        Due due = taken(message);
        if (failure instanceof SmtpReplyException refusal) {
            anyAnswered = true;
            settleRefused(due, refusal);
        } else if (failure instanceof InvalidEmailException) {
            settleFailed(due, List.of(), failure.getMessage());
        } else if (failure instanceof InDoubtException) {
            reports.inDoubt(due, failure);
            defer(due, List.of(), failure.getMessage());
        } else {
            // Whatever is behind it would fare alike.
            routeFailure = failure;
            defer(due, List.of(), failure.getMessage());
            return false;
        }
        return !stopped.getAsBoolean();
    }

    private void settleRefused(Due due, SmtpReplyException refusal) {
        // Who was accepted by RCPT has not got the message all the same.
        List<RecipientOutcome> refused = refusal.recipients().stream()
                .filter(outcome -> !outcome.isAccepted())
                .toList();
        if (refusal.reply().isTransient()) {
            defer(due, refused, refusal.getMessage());
        } else {
            settleFailed(due, refused, refusal.getMessage());
        }
    }

    /** Each recipient was accepted, refused for good, or is left to try. */
    private void settle(Due due, List<RecipientOutcome> outcomes, String remark) {
        List<RecipientOutcome> asked =
                outcomes.stream().filter(outcome -> outcome.reply().isPresent()).toList();
        boolean left = asked.size() < outcomes.size()
                || asked.stream()
                        .anyMatch(outcome -> outcome.reply().orElseThrow().isTransient());
        boolean allAccepted = !left
                && asked.stream().allMatch(RecipientOutcome::isAccepted)
                && due.outcomes().stream().noneMatch(Handover::isRefused);
        if (left) {
            defer(due, asked, remark);
        } else if (allAccepted) {
            outbox.settle(due.id(), Attempt.accepted(clock.instant(), asked));
        } else {
            settleFailed(due, asked, remark);
        }
    }

    private static boolean isRefused(RecipientOutcome outcome) {
        return outcome.reply().filter(reply -> reply.isPermanent()).isPresent();
    }

    private void settleFailed(Due due, List<RecipientOutcome> outcomes, String reason) {
        outbox.settle(due.id(), Attempt.failed(clock.instant(), outcomes, reason));
        reports.failed(due, reason);
    }

    private void defer(Due due, List<RecipientOutcome> outcomes, String remark) {
        Instant now = clock.instant();
        Instant next = now.plus(policy.delay(due.attempts() + 1));
        outbox.settle(due.id(), Attempt.deferred(now, outcomes, next, remark));
    }

    private Due taken(RenderedMessage message) {
        for (GivenOut candidate : givenOut) {
            if (candidate.message().equals(message)) {
                givenOut.remove(candidate);
                message.close();
                return candidate.due();
            }
        }
        throw new IllegalStateException("told of a message that was not given out");
    }

    /** Gives back what nothing was learnt about. */
    void release() {
        for (GivenOut untold : givenOut) {
            untold.message().close();
            outbox.release(untold.due().id());
        }
        givenOut.clear();
        waiting.forEach(due -> outbox.release(due.id()));
        waiting.clear();
    }

    /** Whether the server said something about a message, whatever it was. */
    boolean isAnyAnswered() {
        return anyAnswered;
    }

    /** Why no message can leave at present; empty if none has failed for such a reason. */
    Optional<SmtpException> routeFailure() {
        return Optional.ofNullable(routeFailure);
    }
}
