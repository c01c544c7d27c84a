package org.postbound.tx;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.Subscriptions;

/**
 * The acknowledgements of all subscriptions of one open store. Each subscription is a resource manager of its own. Everybody
 * who uses the store shares them, since a branch that one endpoint has begun is ended through another.
 */
public final class Acknowledgements implements InDoubtWatch.Source {
    private final Subscriptions subscriptions;
    private final Map<String, Subscription> byName = new ConcurrentHashMap<>();

    private record Subscription(BranchTable<OutboxId> table, BranchVerbs<OutboxId> verbs) {
        static Subscription of(Ledger<OutboxId> ledger) {
            BranchTable<OutboxId> table = new BranchTable<>(ledger);
            return new Subscription(table, new BranchVerbs<>(ledger, table));
        }
    }

    /**
     * Takes over the subscriptions of a store.
     *
     * @param subscriptions in which nobody else prepares branches
     */
    public Acknowledgements(Subscriptions subscriptions) {
        this.subscriptions = Objects.requireNonNull(subscriptions, "subscriptions");
    }

    /**
     * Makes what a message endpoint needs to take part in transactions, or a transaction manager to recover them.
     *
     * @param subscription the name of the subscription, which need not be there
     * @return an acknowledgement of nothing yet
     */
    public Acknowledgement of(String subscription) {
        Subscription shared = byName.computeIfAbsent(
                subscription, name -> Subscription.of(new SubscriptionLedger(subscriptions, name)));
        return new Acknowledgement(shared.verbs(), new Associations<>(shared.table()));
    }

    /** Of all subscriptions, whether anybody uses them or not, except for branches that hold no event up. */
    @Override
    public List<InDoubtWatch.Overdue> preparedBefore(Instant before) {
        return subscriptions.list().stream()
                .map(subscribed -> subscribed.subscription().name())
                .flatMap(name -> subscriptions.branches(name).stream()
                        .filter(branch ->
                                branch.messages() > 0 && branch.since().isBefore(before))
                        .map(branch -> new InDoubtWatch.Overdue(name, branch)))
                .toList();
    }
}
