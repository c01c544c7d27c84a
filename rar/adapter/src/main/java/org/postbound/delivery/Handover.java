package org.postbound.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * given out and not told of is released at the {@link #end}. What was told is recorded, there again if it failed before: who
 * has a message must not get it again. For one thread.
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

    /** A message that was taken, until it is recorded what became of it. */
    private static final class GivenOut {
        private final Due due;
        private Optional<RenderedMessage> message = Optional.empty();
        private Started<Deliver> flight = what -> {};
        /** Works out what became of it. It is not released any more once that is known, also if recording it fails. */
        private Optional<Supplier<Fate>> fate = Optional.empty();

        private GivenOut(Due due) {
            this.due = due;
        }

        /** Nobody knows yet what became of it. */
        private boolean isUnderWay(RenderedMessage told) {
            return fate.isEmpty() && message.filter(told::equals).isPresent();
        }

        private void close() {
            message.ifPresent(RenderedMessage::close);
        }

        private void done(String result) {
            flight.done(() -> new Deliver(due.id().toString(), due.route(), due.attempts() + 1, result));
        }
    }

    /** What became of a message, and the report of it. */
    private record Fate(Attempt attempt, Runnable report) {
        Fate(Attempt attempt) {
            this(attempt, () -> {});
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
            GivenOut next = new GivenOut(taken.get(0));
            givenOut.add(next);
            if (!policy.isExpired(next.due.since(), now)) {
                Optional<RenderedMessage> message = open(next);
                if (message.isPresent()) {
                    return message;
                }
            } else {
                next.fate = Optional.of(() -> expired(next.due, now));
                settle(next);
            }
        }
        return Optional.empty();
    }

    /** Whatever is wrong with a message, others do not wait for it. */
    private Optional<RenderedMessage> open(GivenOut next) {
        try {
            next.message = Optional.of(new RenderedMessage(next.due.remaining(), outbox.content(next.due)));
            next.flight = Flight.RECORDER.deliver();
            return next.message;
        } catch (OutboxException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            next.fate = Optional.of(
                    () -> reported(deferred(next.due, List.of(), e.toString()), reports -> reports.fault(route, e)));
            settle(next);
            return Optional.empty();
        }
    }

    @Override
    public void accepted(RenderedMessage message, Accepted accepted) {
        GivenOut taken = taken(message);
        taken.fate = Optional.of(() -> accepted(taken.due, accepted));
        answered();
        settle(taken);
    }

    private Fate accepted(Due due, Accepted accepted) {
        String remark = accepted.failure().map(Throwable::getMessage).orElse("refused for some recipients");
        List<RecipientOutcome> asked = accepted.recipients().stream()
                .filter(outcome -> outcome.reply().isPresent())
                .toList();
        boolean left = asked.size() < accepted.recipients().size()
                || asked.stream()
                        .anyMatch(outcome -> outcome.reply().orElseThrow().isTransient());
        if (left) {
            return accepted.failure()
                    .filter(InDoubtException.class::isInstance)
                    .map(failure -> inDoubt(due, asked, failure))
                    .orElseGet(() -> new Fate(deferred(due, asked, remark)));
        }
        if (asked.stream().allMatch(RecipientOutcome::isAccepted)
                && due.outcomes().stream().noneMatch(Handover::isRefused)) {
            return new Fate(Attempt.accepted(clock.instant(), asked));
        }
        return failed(due, asked, remark);
    }

    private static boolean isRefused(RecipientOutcome outcome) {
        return outcome.reply().filter(reply -> reply.isPermanent()).isPresent();
    }

    @Override
    public boolean failed(RenderedMessage message, SmtpException failure) {
        GivenOut taken = taken(message);
        taken.fate = Optional.of(() -> failed(taken.due, failure));
        if (failure instanceof SmtpReplyException) {
            answered();
        } else if (!(failure instanceof InvalidEmailException)) {
            lostInARow++;
        }
        settle(taken);
        if (lostInARow == LOST_IN_A_ROW) {
            lostInARow = 0;
            observer.unreachable(failure);
            return false;
        }
        return !stopped.getAsBoolean();
    }

    private Fate failed(Due due, SmtpException failure) {
        if (failure instanceof SmtpReplyException refusal) {
            return refused(due, refusal);
        }
        if (failure instanceof InvalidEmailException) {
            return failed(due, List.of(), failure.getMessage());
        }
        return failure instanceof InDoubtException
                ? inDoubt(due, List.of(), failure)
                : new Fate(deferred(due, List.of(), failure.getMessage()));
    }

    private Fate refused(Due due, SmtpReplyException refusal) {
        // Who was accepted by RCPT has not got the message all the same, and of who was not asked nothing is known.
        List<RecipientOutcome> refused = refusal.recipients().stream()
                .filter(outcome -> outcome.reply().isPresent() && !outcome.isAccepted())
                .toList();
        return refusal.reply().isTransient() || (partialDelivery && leavesSome(due, refused))
                ? new Fate(deferred(due, refused, refusal.getMessage()))
                : failed(due, refused, refusal.getMessage());
    }

    /** Whether a refusal for good of some says nothing of others. One of the sender names nobody, and is for all. */
    private static boolean leavesSome(Due due, List<RecipientOutcome> refused) {
        boolean unasked = refused.size() < due.remaining().forwardPaths().size();
        return !refused.isEmpty() && (unasked || !refused.stream().allMatch(Handover::isRefused));
    }

    /** The outcomes are of the recipients whom that does not concern. */
    private Fate inDoubt(Due due, List<RecipientOutcome> outcomes, SmtpException failure) {
        return policy.config().inDoubt() == InDoubtPolicy.PARK
                ? reported(
                        Attempt.parked(clock.instant(), outcomes, failure.getMessage()),
                        reports -> reports.parked(due, failure))
                : reported(deferred(due, outcomes, failure.getMessage()), reports -> reports.inDoubt(due, failure));
    }

    @Override
    public boolean unreachable(RenderedMessage message, SmtpException failure) {
        GivenOut taken = taken(message);
        taken.done("UNREACHABLE");
        release(taken);
        observer.unreachable(failure);
        return false;
    }

    private void answered() {
        lostInARow = 0;
        observer.answered();
    }

    private Fate failed(Due due, List<RecipientOutcome> outcomes, String reason) {
        return reported(Attempt.failed(clock.instant(), outcomes, reason), reports -> reports.failed(due, reason));
    }

    private Fate expired(Due due, Instant now) {
        return reported(
                Attempt.expired(
                        now,
                        List.of(),
                        "not handed over within " + policy.config().expireAfter()),
                reports -> reports.expired(due));
    }

    private Fate reported(Attempt attempt, Consumer<DeliveryReports> report) {
        return new Fate(attempt, () -> report.accept(observer.reports()));
    }

    private Attempt deferred(Due due, List<RecipientOutcome> outcomes, String remark) {
        Instant now = clock.instant();
        return Attempt.deferred(now, outcomes, now.plus(policy.delay(due.attempts() + 1)), remark);
    }

    private GivenOut taken(RenderedMessage message) {
        return givenOut.stream()
                .filter(candidate -> candidate.isUnderWay(message))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("told of a message that was not given out"));
    }

    /** Records what became of a message. */
    private void settle(GivenOut taken) {
        taken.close();
        Fate fate = taken.fate.orElseThrow().get();
        Outbox.Settlement settlement = outbox.settle(taken.due.id(), fate.attempt());
        givenOut.remove(taken);
        taken.done(fate.attempt().state().name());
        settlements.add(settlement);
        observer.attempted(taken.due, fate.attempt());
        fate.report().run();
    }

    private void release(GivenOut taken) {
        taken.close();
        outbox.release(taken.due.id());
        givenOut.remove(taken);
    }

    /**
     * Gives back what nothing was learnt about, and returns when what was learnt is on stable storage. What that fails for is
     * kept for the next time; others do not suffer from it.
     */
    void end() {
        lostInARow = 0;
        try {
            endEach(List.copyOf(givenOut).iterator());
        } finally {
            settlements.awaitAll();
        }
    }

    private void endEach(Iterator<GivenOut> left) {
        if (left.hasNext()) {
            GivenOut next = left.next();
            try {
                if (next.fate.isPresent()) {
                    settle(next);
                } else {
                    release(next);
                }
            } finally {
                endEach(left);
            }
        }
    }
}
