package org.postbound.ra;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
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
        Iterator<Receipt> receipts = (left.isEmpty() ? List.<Receipt>of() : sending.apply(left)).iterator();
        List<Receipt> all = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            List<String> withheld = addressed.get(i).withheld();
            Receipt receipt = addressed.get(i).message().isPresent() ? receipts.next() : withheld(messages.get(i));
            all.add(withheld.isEmpty() ? receipt : told(receipt, withheld));
        }
        return all;
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
