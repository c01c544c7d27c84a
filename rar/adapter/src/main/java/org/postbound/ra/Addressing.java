package org.postbound.ra;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.RecipientOutcome;
import org.postbound.config.RecipientPolicy;
import org.postbound.delivery.Statistics;
import org.postbound.mime.RecipientRule;
import org.postbound.mime.RecipientRule.Addressed;
import org.postbound.mime.RenderedMessage;

/**
 * Applies RedirectTo and AllowedRecipients before anything else becomes of messages, whether they are then staged, stored or
 * submitted; and tells by receipt, log and counter from whom they were withheld.
 */
final class Addressing {
    private static final Pattern FORWARD_PATH = Pattern.compile("forwardPaths\\[(\\d+)](.*)");

    private final RecipientPolicy policy;
    private final RecipientRule rule;
    private final Statistics statistics;

    Addressing(RecipientPolicy policy, Statistics statistics) {
        this.policy = policy;
        this.rule = new RecipientRule(policy);
        this.statistics = statistics;
    }

    /**
     * Hands messages on to those who get them.
     *
     * @param sending returns a receipt for each; given those messages that anybody gets
     */
    List<Receipt> send(List<RenderedMessage> messages, Function<List<RenderedMessage>, List<Receipt>> sending) {
        if (policy.allowsEverybody()) {
            return sending.apply(messages);
        }
        List<Addressed> addressed = messages.stream().map(rule::apply).toList();
        List<RenderedMessage> left =
                addressed.stream().flatMap(one -> one.message().stream()).toList();
        Iterator<Receipt> receipts = (left.isEmpty() ? List.<Receipt>of() : sent(messages, left, sending)).iterator();
        List<Receipt> all = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            List<String> withheld = addressed.get(i).withheld();
            Receipt receipt = addressed.get(i).message().isPresent() ? receipts.next() : withheld(messages.get(i));
            all.add(withheld.isEmpty() ? receipt : told(receipt, withheld));
        }
        return all;
    }

    /** What keeps a message that is sent alone from being sent is told of the envelope that was given, not of the one made of it. */
    private static List<Receipt> sent(
            List<RenderedMessage> given,
            List<RenderedMessage> left,
            Function<List<RenderedMessage>, List<Receipt>> sending) {
        try {
            return sending.apply(left);
        } catch (InvalidEmailException e) {
            throw given.size() == 1 ? ofGiven(e, paths(given.get(0)), paths(left.get(0))) : e;
        }
    }

    private static List<ForwardPath> paths(RenderedMessage message) {
        return message.envelope().forwardPaths();
    }

    private static InvalidEmailException ofGiven(
            InvalidEmailException e, List<ForwardPath> given, List<ForwardPath> left) {
        Matcher field = FORWARD_PATH.matcher(e.field());
        if (!field.matches()) {
            return e;
        }
        int place = given.indexOf(left.get(Integer.parseInt(field.group(1))));
        // What is asked for RedirectTo was asked for those in whose place it is.
        int first = place < 0 ? given.indexOf(firstNotIn(left, given)) : place;
        String named = "forwardPaths[" + first + "]" + field.group(2);
        return new InvalidEmailException(
                named, e.getMessage().substring(e.field().length() + 1), e);
    }

    private static ForwardPath firstNotIn(List<ForwardPath> left, List<ForwardPath> given) {
        return given.stream().filter(path -> !left.contains(path)).findFirst().orElseThrow();
    }

    /** Nobody else closes it: a transaction keeps the messages beside it alone. */
    private static Receipt withheld(RenderedMessage message) {
        message.close();
        return Receipt.withheld(message.message().messageId(), List.of());
    }

    private Receipt told(Receipt receipt, List<String> withheld) {
        Log.LOG.withheld(receipt.messageId(), String.join(", ", withheld));
        statistics.withheld(withheld.size());
        Stream<RecipientOutcome> asked = receipt.recipients().stream();
        return new Receipt(
                receipt.messageId(),
                receipt.outboxId(),
                receipt.disposition(),
                Stream.concat(asked, withheld.stream().map(RecipientOutcome::withheld))
                        .toList(),
                receipt.reply(),
                receipt.failure());
    }
}
