package org.postbound.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.mime.WireAddress;

/** An operator corrects a recipient's address. */
record Correction(String from, String to) {
    /** A message after that. */
    record Corrected(MessageRecord message, StatusRecord status) {}

    /**
     * Checks the right address.
     *
     * @throws InvalidEmailException if it is none
     */
    static Correction of(String from, String to) {
        try {
            return new Correction(from, WireAddress.of("to", ForwardPath.of(to).address()));
        } catch (InvalidEmailException e) {
            throw e.field().equals("to") ? e : e.within("to");
        }
    }

    /** Names a recipient that was named several times once, and asks the server about it anew. */
    Corrected of(MessageRecord message, StatusRecord status) {
        Envelope envelope = message.envelope();
        List<RecipientOutcome> outcomes = status.outcomes(envelope.forwardPaths());
        check(outcomes);
        List<ForwardPath> paths = new ArrayList<>();
        List<Optional<SmtpReply>> replies = new ArrayList<>();
        boolean corrected = false;
        for (int i = 0; i < outcomes.size(); i++) {
            ForwardPath path = envelope.forwardPaths().get(i);
            if (!path.address().equals(from)) {
                paths.add(path);
                replies.add(outcomes.get(i).reply());
            } else if (!corrected) {
                // Notifications go on naming the recipient that the sender meant, if it did (RFC 3461 section 4.2).
                paths.add(new ForwardPath(to, path.dsnNotify(), path.originalRecipient()));
                replies.add(Optional.empty());
                corrected = true;
            }
        }
        return new Corrected(
                new MessageRecord(
                        message.storedAt(),
                        new Envelope(envelope.reversePath(), paths, envelope.options()),
                        message.traits()),
                status.withReplies(replies));
    }

    private void check(List<RecipientOutcome> outcomes) {
        List<String> addresses =
                outcomes.stream().map(RecipientOutcome::address).toList();
        if (!addresses.contains(from)) {
            throw new IllegalArgumentException(
                    "\"%s\" is no recipient of the message; give one of %s as it is shown".formatted(from, addresses));
        }
        if (outcomes.stream().anyMatch(outcome -> outcome.address().equals(from) && outcome.isAccepted())) {
            throw new IllegalStateException(
                    "the server has accepted the message for %s already; send another message to %s"
                            .formatted(from, to));
        }
        boolean others = addresses.stream()
                .filter(address -> !address.equals(from))
                .anyMatch(address -> WireAddress.key(address).equals(WireAddress.key(to)));
        if (others || from.equals(to)) {
            throw new IllegalArgumentException(
                    "%s is a recipient of the message already, and would get it twice; have it".formatted(to)
                            + " retried");
        }
    }
}
