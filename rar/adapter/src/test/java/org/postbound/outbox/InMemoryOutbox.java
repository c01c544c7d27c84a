package org.postbound.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.transaction.xa.Xid;
import org.postbound.DeliveryEvent;
import org.postbound.Envelope;
import org.postbound.RecipientOutcome;
import org.postbound.config.Retention;
import org.postbound.mime.WireMessage;
import org.postbound.mime.WireTraits;

/** What an outbox is, without a disk: the simplest thing that keeps the contract. One lock, no cleverness. */
public final class InMemoryOutbox implements Outbox {
    private final Clock clock;
    private final InMemorySubscriptions subscriptions;
    private final Map<Key, Prepared> branches = new LinkedHashMap<>();
    private final InMemoryOperator operator;
    final Map<OutboxId, Message> messages = new TreeMap<>();
    private final Map<String, List<Runnable>> listeners = new HashMap<>();
    private final Retention retention;
    private final Map<NamedKey, Claim> claims = new HashMap<>();
    private final Map<OutboxId, Sent> sent = new TreeMap<>();
    private long lastId;

    private record Key(String route, BranchId xid) {}

    private record NamedKey(String route, String key) {}

    private record Claim(OutboxId message, Instant at) {}

    private record Prepared(Branch branch, List<OutboxId> ids) {}

    static final class Message {
        String route;
        Envelope envelope;
        WireTraits traits;
        byte[] octets;
        Instant storedAt;
        Instant since;
        State state;
        State stateAfterRelease;
        Instant due;
        int attempts;
        List<RecipientOutcome> outcomes;
        String remark = "";
    }

    public InMemoryOutbox(Clock clock) {
        this(clock, Retention.DEFAULT);
    }

    public InMemoryOutbox(Clock clock, Retention retention) {
        this(clock, retention, Long.MAX_VALUE);
    }

    /** Whose events may have so many octets. */
    InMemoryOutbox(Clock clock, Retention retention, long mostOfEvents) {
        this.clock = clock;
        this.retention = retention;
        this.subscriptions = new InMemorySubscriptions(clock, mostOfEvents);
        this.operator = new InMemoryOperator(this, clock);
    }

    @Override
    public synchronized OutboxId newId() {
        return new OutboxId(++lastId);
    }

    @Override
    public synchronized void prepare(String route, Xid xid, List<Stored> stored) {
        if (stored.isEmpty()) {
            throw new IllegalArgumentException("a branch without messages needs no prepare");
        }
        Key key = new Key(route, BranchId.of(xid));
        if (branches.containsKey(key)) {
            throw new IllegalStateException("branch " + key.xid + " is there already");
        }
        Branch branch = new Branch(key.xid, Branch.State.PREPARED, clock.instant(), stored.size());
        branches.put(key, new Prepared(branch, stored.stream().map(Stored::id).toList()));
        store(route, stored, State.PREPARED);
    }

    private void store(String route, List<Stored> stored, State state) {
        for (Stored one : stored) {
            Message message = new Message();
            message.route = route;
            message.envelope = one.message().envelope();
            message.traits = one.message().message().traits();
            message.octets = octets(one.message().message());
            message.storedAt = clock.instant();
            message.due = message.envelope.options().holdUntil().orElse(message.storedAt);
            message.since = message.due;
            message.state = state;
            message.outcomes = message.envelope.forwardPaths().stream()
                    .map(path -> RecipientOutcome.pending(path.address()))
                    .toList();
            if (messages.putIfAbsent(one.id(), message) != null) {
                throw new IllegalStateException("message " + one.id() + " is there already");
            }
        }
    }

    private static byte[] octets(WireMessage message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public synchronized void commit(String route, Xid xid) {
        Key key = new Key(route, BranchId.of(xid));
        Prepared prepared = undecided(key);
        branches.remove(key);
        makeEligible(route, prepared);
    }

    @Override
    public synchronized void rollback(String route, Xid xid) {
        Key key = new Key(route, BranchId.of(xid));
        Prepared prepared = undecided(key);
        branches.remove(key);
        prepared.ids.forEach(messages::remove);
    }

    private Prepared undecided(Key key) {
        Prepared prepared = known(key);
        if (prepared.branch.state() != Branch.State.PREPARED) {
            throw new HeuristicOutcomeException(
                    key.route, key.xid, prepared.branch.state() == Branch.State.HEURISTICALLY_COMMITTED);
        }
        return prepared;
    }

    private Prepared known(Key key) {
        Prepared prepared = branches.get(key);
        if (prepared == null) {
            throw new UnknownBranchException(key.route, key.xid);
        }
        return prepared;
    }

    private void makeEligible(String route, Prepared prepared) {
        for (OutboxId id : prepared.ids) {
            Message message = messages.get(id);
            if (!claim(route, message.envelope, id).equals(id)) {
                messages.remove(id);
                continue;
            }
            message.state = State.ELIGIBLE;
            if (message.due.isBefore(clock.instant())) {
                message.due = clock.instant();
            }
            message.since = message.due;
        }
        tell(route);
    }

    /** Returns who has the key. */
    private OutboxId claim(String route, Envelope envelope, OutboxId id) {
        Instant now = clock.instant();
        return envelope.options()
                .idempotencyKey()
                .map(key -> claims.merge(
                                new NamedKey(route, key),
                                new Claim(id, now),
                                (earlier, later) -> isOver(earlier, now) ? later : earlier)
                        .message)
                .orElse(id);
    }

    private boolean isOver(Claim claim, Instant now) {
        return !claim.at.plus(retention.idempotencyKeys()).isAfter(now);
    }

    @Override
    public synchronized List<OutboxId> add(String route, List<Stored> stored) {
        List<OutboxId> ids = new ArrayList<>();
        for (Stored one : stored) {
            OutboxId id = claim(route, one.message().envelope(), one.id());
            ids.add(id);
            if (id.equals(one.id())) {
                store(route, List.of(one), State.ELIGIBLE);
            }
        }
        tell(route);
        return ids;
    }

    @Override
    public synchronized boolean expire(Instant now) {
        boolean expired = claims.values().removeIf(claim -> isOver(claim, now));
        return sent.values()
                        .removeIf(one ->
                                !one.acceptedAt().plus(retention.sentMail()).isAfter(now))
                || expired;
    }

    @Override
    public SentMail sent() {
        return new SentMail() {
            @Override
            public List<Entry> list(String route, Optional<OutboxId> after, int most) {
                return entries()
                        .filter(entry -> entry.message().route().equals(route))
                        .filter(entry -> after.isEmpty() || entry.number().compareTo(after.get()) > 0)
                        .limit(most)
                        .toList();
            }

            @Override
            public List<Entry> find(String messageId) {
                return entries()
                        .filter(entry -> entry.message().messageId().equals(messageId))
                        .sorted(Comparator.comparing(Entry::number).reversed())
                        .toList();
            }
        };
    }

    private synchronized Stream<SentMail.Entry> entries() {
        return List.copyOf(sent.entrySet()).stream().map(entry -> new SentMail.Entry(entry.getKey(), entry.getValue()));
    }

    @Override
    public synchronized List<Branch> branches(String route) {
        return branches.entrySet().stream()
                .filter(entry -> entry.getKey().route.equals(route))
                .map(entry -> entry.getValue().branch)
                .toList();
    }

    @Override
    public synchronized void completeHeuristically(String route, Xid xid, boolean commit) {
        Key key = new Key(route, BranchId.of(xid));
        Prepared prepared = undecided(key);
        Branch.State state = commit ? Branch.State.HEURISTICALLY_COMMITTED : Branch.State.HEURISTICALLY_ROLLED_BACK;
        Branch decided = new Branch(key.xid, state, prepared.branch.since(), prepared.branch.messages());
        branches.put(key, new Prepared(decided, List.of()));
        if (commit) {
            makeEligible(route, prepared);
        } else {
            prepared.ids.forEach(messages::remove);
        }
    }

    @Override
    public synchronized void forget(String route, Xid xid) {
        Key key = new Key(route, BranchId.of(xid));
        if (known(key).branch.state() == Branch.State.PREPARED) {
            throw new IllegalStateException("branch " + key.xid + " is prepared; commit it or roll it back");
        }
        branches.remove(key);
    }

    private static int priority(Message message) {
        return message.envelope.options().mtPriority().orElse(0);
    }

    @Override
    public synchronized List<Due> takeDue(String route, Instant now, int most) {
        List<Due> taken = new ArrayList<>();
        messages.entrySet().stream()
                .filter(entry -> isWaiting(entry.getValue(), route))
                .filter(entry -> !entry.getValue().due.isAfter(now))
                .sorted(Comparator.comparingInt((Map.Entry<OutboxId, Message> entry) -> -priority(entry.getValue()))
                        .thenComparing(entry -> entry.getKey().value()))
                .limit(most)
                .forEach(entry -> taken.add(take(entry.getKey(), entry.getValue())));
        return taken;
    }

    static boolean isWaiting(Message message, String route) {
        return message.route.equals(route) && (message.state == State.ELIGIBLE || message.state == State.DEFERRED);
    }

    private static Due take(OutboxId id, Message message) {
        message.stateAfterRelease = message.state;
        message.state = State.IN_DELIVERY;
        return due(id, message);
    }

    static Due due(OutboxId id, Message message) {
        return new Due(
                id,
                message.route,
                message.envelope,
                message.traits,
                message.octets.length,
                message.attempts,
                message.outcomes,
                message.storedAt,
                message.since);
    }

    private Message inDelivery(OutboxId id) {
        Message message = messages.get(id);
        if (message == null || message.state != State.IN_DELIVERY) {
            throw new IllegalStateException("message " + id + " is not in delivery");
        }
        return message;
    }

    @Override
    public synchronized void release(OutboxId id) {
        Message message = inDelivery(id);
        message.state = message.stateAfterRelease;
        tell(message.route);
    }

    @Override
    public synchronized Optional<Instant> nextDue(String route) {
        return messages.values().stream()
                .filter(message -> isWaiting(message, route))
                .map(message -> message.due)
                .min(Comparator.naturalOrder());
    }

    @Override
    public synchronized WireMessage content(Due due) {
        Message message = messages.get(due.id());
        if (message == null) {
            throw new IllegalStateException("message " + due.id() + " is not there");
        }
        return WireMessage.restored(message.octets, message.traits);
    }

    @Override
    public synchronized Settlement settle(OutboxId id, Attempt attempt) {
        Message message = inDelivery(id);
        update(message, attempt);
        if (attempt.state() == State.ACCEPTED) {
            messages.remove(id);
            keep(id, message, attempt);
        }
        subscriptions.tell(new DeliveryEvent(
                id.toString(),
                message.traits.messageId(),
                message.route,
                DeliveryEvent.Kind.valueOf(attempt.state().name()),
                message.attempts,
                attempt.at(),
                message.outcomes,
                attempt.nextDue(),
                attempt.remark()));
        return () -> {};
    }

    private void keep(OutboxId id, Message message, Attempt attempt) {
        if (!retention.sentMail().isZero()) {
            sent.put(
                    newId(),
                    new Sent(
                            id,
                            message.route,
                            message.traits.messageId(),
                            message.envelope.reversePath(),
                            message.outcomes,
                            message.storedAt,
                            attempt.at(),
                            message.attempts));
        }
    }

    private void update(Message message, Attempt attempt) {
        message.state = attempt.state();
        message.attempts += attempt.state() == State.EXPIRED ? 0 : 1;
        message.remark = attempt.remark();
        Map<String, RecipientOutcome> news = new HashMap<>();
        attempt.outcomes().forEach(outcome -> news.put(outcome.address(), outcome));
        message.outcomes = message.outcomes.stream()
                .map(outcome -> news.getOrDefault(outcome.address(), outcome))
                .toList();
        attempt.nextDue().ifPresent(due -> message.due = due);
        if (message.state == State.DEFERRED) {
            tell(message.route);
        }
    }

    /** Returns what the message is at present; empty if it is not there. */
    public synchronized Optional<State> state(OutboxId id) {
        return Optional.ofNullable(messages.get(id)).map(message -> message.state);
    }

    void tell(String route) {
        listeners.getOrDefault(route, List.of()).forEach(Runnable::run);
    }

    @Override
    public synchronized Subscription onEligible(String route, Runnable listener) {
        // Each subscription is another one, also of the same listener.
        Runnable own = () -> listener.run();
        listeners.computeIfAbsent(route, r -> new ArrayList<>()).add(own);
        return () -> unsubscribe(route, own);
    }

    private synchronized void unsubscribe(String route, Runnable own) {
        listeners.get(route).remove(own);
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Nobody uses a subscription any more, as after a crash. */
    synchronized void restart() {
        subscriptions.restart();
    }

    @Override
    public Operator operator() {
        return operator;
    }
}
