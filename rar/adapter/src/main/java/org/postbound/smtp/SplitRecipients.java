package org.postbound.smtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.mime.RenderedMessage;

/**
 * Sends a message again to the recipients that were too many for one mail transaction (RFC 5321 section 4.5.3.1.10, RFC
 * 9422), until all have had their turn, and tells of the whole. The octets are the same each time.
 */
final class SplitRecipients implements MessageStream {
    private final MessageStream whole;
    private final boolean partialDelivery;
    private final Deque<Part> waiting = new ArrayDeque<>();
    private final Deque<Part> underWay = new ArrayDeque<>();

    SplitRecipients(MessageStream whole, boolean partialDelivery) {
        this.whole = whole;
        this.partialDelivery = partialDelivery;
    }

    /**
     * What is sent in one mail transaction, and what earlier ones of the same message came to.
     *
     * @param outcomes of who was asked so far
     * @param accepted the latest reply that accepted the message; empty as long as nobody has it
     * @param refused the replies that refused the message, rather than recipients
     */
    private record Part(
            RenderedMessage message,
            RenderedMessage whole,
            List<RecipientOutcome> outcomes,
            Optional<SmtpReply> accepted,
            Set<SmtpReply> refused) {
        boolean isFirst() {
            return outcomes.isEmpty();
        }

        /** The part for those that are left after this one was accepted. */
        Part next(List<ForwardPath> left, SmtpSession.Accepted now) {
            return next(left, now.recipients(), Optional.of(now.reply()), refused);
        }

        /** The part for those that are left after this one was refused. */
        Part next(List<ForwardPath> left, SmtpReplyException now) {
            return next(left, now.recipients(), accepted, refusedWith(now));
        }

        private Part next(
                List<ForwardPath> left,
                List<RecipientOutcome> asked,
                Optional<SmtpReply> latest,
                Set<SmtpReply> refusals) {
            Envelope envelope = message.envelope();
            return new Part(
                    new RenderedMessage(
                            new Envelope(envelope.reversePath(), left, envelope.options()), message.message()),
                    whole,
                    outcomesWith(asked),
                    latest,
                    refusals);
        }

        Set<SmtpReply> refusedWith(SmtpReplyException now) {
            return Stream.concat(
                            refused.stream(),
                            Stream.of(now)
                                    .filter(SmtpReplyException::isMessageRefused)
                                    .map(SmtpReplyException::reply))
                    .collect(Collectors.toSet());
        }

        /** Those of the part were not asked. */
        List<RecipientOutcome> outcomesWithPending() {
            return outcomesWith(message.envelope().forwardPaths().stream()
                    .map(path -> RecipientOutcome.pending(path.address()))
                    .toList());
        }

        /** In the order of the whole message's envelope. */
        List<RecipientOutcome> outcomesWith(List<RecipientOutcome> more) {
            if (outcomes.isEmpty()) {
                return more;
            }
            Map<String, Deque<RecipientOutcome>> byAddress = new HashMap<>();
            Stream.concat(outcomes.stream(), more.stream()).forEach(outcome -> byAddress
                    .computeIfAbsent(outcome.address(), address -> new ArrayDeque<>())
                    .add(outcome));
            return whole.envelope().forwardPaths().stream()
                    .map(ForwardPath::address)
                    .filter(address ->
                            !byAddress.getOrDefault(address, new ArrayDeque<>()).isEmpty())
                    .map(address -> byAddress.get(address).remove())
                    .toList();
        }
    }

    @Override
    public Optional<RenderedMessage> next() {
        return underWay(waiting.isEmpty() ? whole.next() : Optional.empty());
    }

    @Override
    public Optional<RenderedMessage> nextNow() {
        return underWay(waiting.isEmpty() ? whole.nextNow() : Optional.empty());
    }

    private Optional<RenderedMessage> underWay(Optional<RenderedMessage> fresh) {
        Optional<Part> part = waiting.isEmpty()
                ? fresh.map(message -> new Part(message, message, List.of(), Optional.empty(), Set.of()))
                : Optional.of(waiting.remove());
        part.ifPresent(underWay::add);
        return part.map(Part::message);
    }

    @Override
    public void accepted(RenderedMessage message, SmtpSession.Accepted accepted) {
        Part part = underWay.remove();
        List<ForwardPath> remaining = remaining(message.envelope().forwardPaths(), accepted.recipients());
        if (remaining.isEmpty()) {
            List<RecipientOutcome> outcomes = part.outcomesWith(accepted.recipients());
            whole.accepted(part.whole(), new SmtpSession.Accepted(outcomes, accepted.reply(), Optional.empty()));
        } else {
            waiting.add(part.next(remaining, accepted));
        }
    }

    /** The outcomes are in the paths' order, with gaps. */
    private static List<ForwardPath> remaining(List<ForwardPath> paths, List<RecipientOutcome> outcomes) {
        if (paths.size() == outcomes.size()) {
            return List.of();
        }
        List<ForwardPath> remaining = new ArrayList<>();
        int told = 0;
        for (ForwardPath path : paths) {
            if (told < outcomes.size() && outcomes.get(told).address().equals(path.address())) {
                told++;
            } else {
                remaining.add(path);
            }
        }
        return remaining;
    }

    /** Who was refused is not all: the others have their turn all the same, as if they had been asked together. */
    @Override
    public boolean failed(RenderedMessage message, SmtpException told) {
        Part part = underWay.remove();
        SmtpException failure = passing(part, told);
        List<RecipientOutcome> asked = failure instanceof SmtpReplyException refusal ? refusal.recipients() : List.of();
        List<ForwardPath> remaining = remaining(message.envelope().forwardPaths(), asked);
        if (failure instanceof SmtpReplyException refusal && !asked.isEmpty() && !remaining.isEmpty()) {
            waiting.add(part.next(remaining, refusal));
            return true;
        }
        if (part.isFirst()) {
            return whole.failed(message, failure);
        }
        return endAfterSome(part, asked.isEmpty() ? part.outcomesWithPending() : part.outcomesWith(asked), failure);
    }

    private SmtpException passing(Part part, SmtpException failure) {
        boolean several = part.whole().envelope().forwardPaths().size() > 1;
        return partialDelivery && failure instanceof SmtpReplyException refusal
                ? EnvelopeReplies.passing(refusal, several)
                : failure;
    }

    @Override
    public boolean unreachable(RenderedMessage message, SmtpException failure) {
        Part part = underWay.remove();
        return part.isFirst()
                ? whole.unreachable(message, failure)
                : endAfterSome(part, part.outcomesWithPending(), failure);
    }

    /** Once it was accepted for somebody, the message as a whole was; who was not reached is told with it. */
    private boolean endAfterSome(Part part, List<RecipientOutcome> outcomes, SmtpException failure) {
        if (part.accepted().isEmpty()) {
            return whole.failed(part.whole(), ofAll(part, outcomes, failure));
        }
        boolean unasked = outcomes.stream().anyMatch(outcome -> outcome.reply().isEmpty());
        whole.accepted(
                part.whole(),
                new SmtpSession.Accepted(
                        outcomes,
                        part.accepted().orElseThrow(),
                        Optional.of(failure).filter(e -> unasked)));
        return true;
    }

    /**
     * To be called when nothing more is sent. Who has a message must not get it again, so it is told of even if something
     * broke before the others had their turn.
     *
     * @param failure why they had not
     */
    void end(Supplier<SmtpException> failure) {
        Stream.concat(underWay.stream(), waiting.stream())
                .filter(part -> part.accepted().isPresent())
                .forEach(part -> endAfterSome(part, part.outcomesWithPending(), failure.get()));
        underWay.clear();
        waiting.clear();
    }

    /** A lost link says nothing of recipients: they are asked again, those who were refused included. */
    private static SmtpException ofAll(Part part, List<RecipientOutcome> outcomes, SmtpException failure) {
        return failure instanceof SmtpReplyException refusal
                ? Refusal.ofAll(outcomes, refusal.reply(), part.refusedWith(refusal))
                : failure;
    }
}
