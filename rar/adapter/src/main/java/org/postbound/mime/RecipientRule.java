package org.postbound.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postbound.DsnNotify;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.config.RecipientPolicy;

/**
 * Who gets a rendered message: its recipients, an address in their place, or nobody. To, Cc and the content stay.
 *
 * @param policy who may get mail
 */
public record RecipientRule(RecipientPolicy policy) {
    /**
     * A message to those who get it.
     *
     * @param message the message, which shares its content with the one that it was made of; empty if nobody gets it
     * @param withheld the addresses that get nothing
     */
    public record Addressed(Optional<RenderedMessage> message, List<String> withheld) {
        /** Copies the list. */
        public Addressed {
            withheld = List.copyOf(withheld);
        }
    }

    /**
     * Applies the rule.
     *
     * @param message a rendered message
     * @return the same to those who get it
     */
    public Addressed apply(RenderedMessage message) {
        Map<Boolean, List<ForwardPath>> paths = message.envelope().forwardPaths().stream()
                .collect(Collectors.partitioningBy(path -> policy.allows(path.address())));
        List<ForwardPath> allowed = paths.get(true);
        List<ForwardPath> others = paths.get(false);
        if (others.isEmpty()) {
            return new Addressed(Optional.of(message), List.of());
        }
        if (policy.redirectTo().isPresent()) {
            return new Addressed(Optional.of(redirected(message, allowed, others)), List.of());
        }
        Optional<RenderedMessage> left =
                allowed.isEmpty() ? Optional.empty() : Optional.of(to(allowed, message, message.message()));
        return new Addressed(left, addresses(others));
    }

    private static List<String> addresses(List<ForwardPath> paths) {
        return paths.stream().map(ForwardPath::address).toList();
    }

    private static RenderedMessage to(List<ForwardPath> recipients, RenderedMessage original, WireMessage content) {
        Envelope envelope = original.envelope();
        return new RenderedMessage(new Envelope(envelope.reversePath(), recipients, envelope.options()), content);
    }

    private RenderedMessage redirected(RenderedMessage message, List<ForwardPath> allowed, List<ForwardPath> others) {
        List<ForwardPath> recipients = new ArrayList<>(allowed);
        ForwardPath standIn = standIn(others);
        String key = WireAddress.key(standIn.address());
        if (allowed.stream().noneMatch(path -> WireAddress.key(path.address()).equals(key))) {
            recipients.add(standIn);
        }
        return to(recipients, message, message.message().withField(OriginalRecipients.field(addresses(others))));
    }

    /**
     * Notifications are wanted on the conditions that all originals agree on, or the server's own. An ORCPT would have them
     * tell of somebody who was never written to.
     */
    private ForwardPath standIn(List<ForwardPath> others) {
        Set<Set<DsnNotify>> conditions =
                others.stream().map(ForwardPath::dsnNotify).collect(Collectors.toSet());
        Set<DsnNotify> notify = conditions.size() == 1 ? conditions.iterator().next() : Set.of();
        return new ForwardPath(policy.redirectTo().orElseThrow(), notify, Optional.empty());
    }
}
