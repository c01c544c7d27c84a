package org.postbound.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.transaction.xa.Xid;

/** The subscriptions of a {@link Journal}. Each method that changes something is a {@link Change}, as there. */
final class EventJournal implements Subscriptions {
    private final GroupCommit commits;
    private final KnownSubscriptions known;
    private final Reading reading;
    private final Clock clock;
    private final OutboxIds ids;

    EventJournal(KnownSubscriptions known, GroupCommit commits, Reading reading, Clock clock, OutboxIds ids) {
        this.commits = commits;
        this.known = known;
        this.reading = reading;
        this.clock = clock;
        this.ids = ids;
    }

    /** Reads all from the store. */
    void load() {
        known.load();
    }

    /** Has the change that an attempt makes tell of it, if anybody is subscribed. */
    Change tellingOf(Change settling, OutboxId message, Attempt attempt) {
        return known.isEmpty() ? settling : new Telling(settling, known, reading.eventOf(message, attempt), ids);
    }

    @Override
    public void activate(DurableSubscription subscription) {
        commits.submit(new Using(known, subscription, ids.next().value(), clock.instant()));
    }

    @Override
    public void deactivate(String name) {
        commits.submit(new Disusing(known, name, clock.instant()));
    }

    @Override
    public Optional<PendingEvent> take(String name, Instant now) {
        commits.checkRunning();
        Optional<PendingEvent> event = Optional.empty();
        Optional<EventQueue.Taken> taken = known.take(name, now);
        while (event.isEmpty() && taken.isPresent()) {
            event = pending(name, taken.get(), now);
            taken = event.isPresent() ? taken : known.take(name, now);
        }
        return event;
    }

    /** Empty if it is just being erased. */
    private Optional<PendingEvent> pending(String name, EventQueue.Taken taken, Instant now) {
        OutboxId id = new OutboxId(taken.id());
        boolean read = false;
        try {
            Optional<PendingEvent> event =
                    reading.event(id).map(found -> new PendingEvent(id, found, taken.failures()));
            read = true;
            return event;
        } finally {
            if (!read) {
                // Nobody has it.
                known.release(name, id, now);
            }
        }
    }

    @Override
    public boolean release(String name, OutboxId event, Instant due) {
        commits.checkRunning();
        return known.release(name, event, due);
    }

    @Override
    public Optional<Instant> nextDue(String name) {
        commits.checkRunning();
        return known.nextDue(name);
    }

    @Override
    public Outbox.Subscription onEvent(String name, Runnable listener) {
        return known.onEvent(name, listener);
    }

    @Override
    public void acknowledge(String name, List<OutboxId> events) {
        commits.submit(new Acknowledging(known, name, List.copyOf(events)));
    }

    @Override
    public void prepare(String name, Xid xid, List<OutboxId> events) {
        BranchRecord record = BranchRecord.prepared(name, xid, clock.instant(), List.copyOf(events));
        commits.submit(new PreparingToAcknowledge(known, ids.next().value(), record));
    }

    @Override
    public void commit(String name, Xid xid) {
        end(name, xid, true);
    }

    @Override
    public void rollback(String name, Xid xid) {
        end(name, xid, false);
    }

    private void end(String name, Xid xid, boolean commit) {
        commits.submit(new EndingAcknowledgement(known, BranchRecord.Key.of(name, xid), commit));
    }

    @Override
    public List<Branch> branches(String name) {
        commits.checkRunning();
        return known.acknowledgements().of(name);
    }

    @Override
    public List<Subscribed> list() {
        commits.checkRunning();
        return known.list();
    }

    @Override
    public void remove(String name) {
        commits.submit(new Unsubscribing(known, name));
    }

    @Override
    public void expire(Instant now) {
        commits.checkRunning();
        if (!known.isEmpty()) {
            commits.submit(new Expiring(known, now));
        }
    }
}
