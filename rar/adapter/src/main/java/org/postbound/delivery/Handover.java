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
import org.postbound.OutboxException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.config.DeliveryConfig.InDoubtPolicy;
import org.postbound.flight.Deliver;
import org.postbound.flight.Flight;
import org.postbound.flight.Started;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpSession.Accepted;

/**
 * The messages of a route that are due, one after the other as the server takes them, and what becomes of each. What was
 * given out and not told of is released. For one thread.
 */
final class Handover implements MessageStream {
    /** A server that answers nothing between so many lost links is not worth another one at present. */
    private static final int LOST_IN_A_ROW = 3;

    private final Outbox outbox;
    private final String route;
    private final RetryPolicy policy;
    private final boolean partialDelivery;
    private final Clock clock;
    private final Observer observer;
    private final BooleanSupplier stopped;
    private final Settlements settlements = new Settlements();
    private final Deque<GivenOut> givenOut = new ArrayDeque<>();
    private int lostInARow;

    private record GivenOut(Due due, RenderedMessage message, Started<Deliver> flight) {
        void done(String result) {
            flight.done(() -> new Deliver(due.id().toString(), due.route(), due.attempts() + 1, result));
        }
    }

    /** Is told of what concerns more than one message, and what an administrator has to know. */
    interface Observer {
        /** The server said something about a message, whatever it was. */
        void answered();

        /** No message can leave at present. */
        void unreachable(SmtpException failure);

        /** An attempt was made, or a message given up. */
        void attempted(Due message, Attempt attempt);

        /** For the reports on messages. */
        DeliveryReports reports();
    }

    Handover(
            Outbox outbox,
            String route,
            RetryPolicy policy,
            boolean partialDelivery,
            Clock clock,
            Observer observer,
            BooleanSupplier stopped) {
        this.outbox = outbox;
        this.route = route;
        this.policy = policy;
        this.partialDelivery = partialDelivery;
        this.clock = clock;
        this.observer = observer;
        this.stopped = stopped;
    }

    @Override
    public Optional<RenderedMessage> next() {
        while (!stopped.getAsBoolean()) {
            Instant now = clock.instant();
            List<Due> taken = outbox.takeDue(route, now, 1);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            Due due = taken.get(0);
            if (!policy.isExpired(due.since(), now)) {
                Optional<RenderedMessage> message = open(due);
                if (message.isPresent()) {
                    return message;
                }
            } else {
                settle(
                        due,
                        Attempt.expired(
                                now,
                                List.of(),
                                "not handed over within " + policy.config().expireAfter()));
                observer.reports().expired(due);
            }
        }
        return Optional.empty();
    }

    /** Whatever is wrong with a message, others do not wait for it. */
    private Optional<RenderedMessage> open(Due due) {
        try {
            RenderedMessage message = new RenderedMessage(due.remaining(), outbox.content(due));
            givenOut.add(new GivenOut(due, message, Flight.RECORDER.deliver()));
            return Optional.of(message);
        } catch (OutboxException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            settle(due, deferred(due, List.of(), e.toString()));
            observer.reports().fault(route, e);
            return Optional.empty();
        }
    }

    @Override
    public void accepted(RenderedMessage message, Accepted accepted) {
        answered();
        GivenOut taken = taken(message);
        String remark = accepted.failure().map(Throwable::getMessage).orElse("refused for some recipients");
        List<RecipientOutcome> asked = accepted.recipients().stream()
                .filter(outcome -> outcome.reply().isPresent())
                .toList();
        boolean left = asked.size() < accepted.recipients().size()
                || asked.stream()
                        .anyMatch(outcome -> outcome.reply().orElseThrow().isTransient());
        if (left) {
            accepted.failure()
                    .filter(InDoubtException.class::isInstance)
                    .ifPresentOrElse(failure -> inDoubt(taken, asked, failure), () -> defer(taken, asked, remark));
        } else if (asked.stream().allMatch(RecipientOutcome::isAccepted)
                && taken.due().outcomes().stream().noneMatch(Handover::isRefused)) {
            settle(taken, Attempt.accepted(clock.instant(), asked));
        } else {
            fail(taken, asked, remark);
        }
    }

    private static boolean isRefused(RecipientOutcome outcome) {
        return outcome.reply().filter(reply -> reply.isPermanent()).isPresent();
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        GivenOut taken = taken(message);
        if (failure instanceof SmtpReplyException refusal) {
            answered();
            refused(taken, refusal);
        } else if (failure instanceof InvalidEmailException) {
            fail(taken, List.of(), failure.getMessage());
        } else {
            lost(taken, failure);
            if (lostInARow == LOST_IN_A_ROW) {
                lostInARow = 0;
                observer.unreachable(failure);
                return false;
            }
        }
        return !stopped.getAsBoolean();
    }

    private void refused(GivenOut taken, SmtpReplyException refusal) {
        // Who was accepted by RCPT has not got the message all the same, and of who was not asked nothing is known.
        List<RecipientOutcome> refused = refusal.recipients().stream()
                .filter(outcome -> outcome.reply().isPresent() && !outcome.isAccepted())
                .toList();
        if (refusal.reply().isTransient() || (partialDelivery && leavesSome(taken, refused))) {
            defer(taken, refused, refusal.getMessage());
        } else {
            fail(taken, refused, refusal.getMessage());
        }
    }

    /** Whether a refusal for good of some says nothing of others. One of the sender names nobody, and is for all. */
    private static boolean leavesSome(GivenOut taken, List<RecipientOutcome> refused) {
        boolean unasked =
                refused.size() < taken.message().envelope().forwardPaths().size();
        return !refused.isEmpty() && (unasked || !refused.stream().allMatch(Handover::isRefused));
    }

    private void lost(GivenOut taken, SmtpException failure) {
        lostInARow++;
        if (failure instanceof InDoubtException) {
            inDoubt(taken, List.of(), failure);
        } else {
            defer(taken, List.of(), failure.getMessage());
        }
    }

    /** The outcomes are of the recipients whom that does not concern. */
    private void inDoubt(GivenOut taken, List<RecipientOutcome> outcomes, SmtpException failure) {
        if (policy.config().inDoubt() == InDoubtPolicy.PARK) {
            settle(taken, Attempt.parked(clock.instant(), outcomes, failure.getMessage()));
            observer.reports().parked(taken.due(), failure);
        } else {
            defer(taken, outcomes, failure.getMessage());
            observer.reports().inDoubt(taken.due(), failure);
        }
    }

    @Override
    public boolean unreachable(RenderedMessage message, SmtpException failure) {
        GivenOut taken = taken(message);
        taken.done("UNREACHABLE");
        outbox.release(taken.due().id());
        observer.unreachable(failure);
        return false;
    }

    private void answered() {
        lostInARow = 0;
        observer.answered();
    }

    private void fail(GivenOut taken, List<RecipientOutcome> outcomes, String reason) {
        settle(taken, Attempt.failed(clock.instant(), outcomes, reason));
        observer.reports().failed(taken.due(), reason);
    }

    private void defer(GivenOut taken, List<RecipientOutcome> outcomes, String remark) {
        settle(taken, deferred(taken.due(), outcomes, remark));
    }

    private Attempt deferred(Due due, List<RecipientOutcome> outcomes, String remark) {
        Instant now = clock.instant();
        return Attempt.deferred(now, outcomes, now.plus(policy.delay(due.attempts() + 1)), remark);
    }

    private void settle(GivenOut taken, Attempt attempt) {
        taken.done(attempt.state().name());
        settle(taken.due(), attempt);
    }

    private void settle(Due due, Attempt attempt) {
        settlements.add(outbox.settle(due.id(), attempt));
        observer.attempted(due, attempt);
    }

    private GivenOut taken(RenderedMessage message) {
        for (GivenOut candidate : givenOut) {
            if (candidate.message().equals(message)) {
                givenOut.remove(candidate);
                message.close();
                return candidate;
            }
        }
        throw new IllegalStateException("told of a message that was not given out");
    }

    /** Gives back what nothing was learnt about, and returns when what was learnt is on stable storage. */
    void end() {
        for (GivenOut untold : givenOut) {
            untold.message().close();
            outbox.release(untold.due().id());
        }
        givenOut.clear();
        settlements.awaitAll();
    }
}
