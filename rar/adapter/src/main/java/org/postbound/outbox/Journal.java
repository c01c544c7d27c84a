package org.postbound.outbox;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.transaction.xa.Xid;
import org.h2.mvstore.MVStoreException;
import org.postbound.OutboxException;
import org.postbound.mime.WireMessage;

/**
 * The outbox in a directory of its own: a {@link Store} for nearly everything, {@link Bodies} for large contents, and an
 * {@link Index} of it in memory. Each method that changes something is a {@link Change} that waits for the {@link
 * GroupCommit}.
 */
final class Journal implements Outbox {
    private final Clock clock;
    private final OutboxEvents events;
    private final Store store;
    private final Index index = new Index();
    private final Listeners listeners = new Listeners();
    private final RisingIds ids = new RisingIds();
    private final KnownBranches branches;
    private final IdempotencyKeys keys;
    private final Messages messages;
    private final GroupCommit commits;
    private final Intake intake;
    private final Reading reading;
    private final SentJournal sent;
    private final EventJournal subscriptions;
    private final KnownPauses pauses;
    private final JournalOperator operator;

    private Journal(Disk disk, Bodies bodies, JournalLimits limits, Clock clock, OutboxEvents events)
            throws IOException {
        this.clock = clock;
        this.events = events;
        store = Store.open(disk, limits.step());
        Admission admission = new Admission(disk, limits);
        branches = new KnownBranches(store.branches);
        keys = new IdempotencyKeys(store, limits.retention().idempotencyKeys(), ids);
        messages = new Messages(store, bodies, index, admission, keys, listeners, events);
        commits = new GroupCommit(new Writing(store, bodies, listeners, events), GroupCommit.LINGER);
        intake = new Intake(commits, admission, index, messages, bodies, limits.large());
        reading = new Reading(store, bodies, index, commits);
        sent = new SentJournal(store, commits, reading, limits.retention().sentMail(), ids);
        KnownSubscriptions known = new KnownSubscriptions(store, new EventRoom(disk, limits), events);
        subscriptions = new EventJournal(known, commits, reading, clock, ids);
        pauses = new KnownPauses(store.pauses);
        operator = new JournalOperator(index, messages, reading, commits, listeners, pauses, clock, ids);
    }

    /**
     * Opens the outbox of a directory that nobody else has open.
     *
     * @param disk for the store
     * @param bodiesDisk for large contents
     * @param limits how much it takes
     * @throws OutboxException {@code UNREADABLE}
     */
    static Journal open(Disk disk, Disk bodiesDisk, JournalLimits limits, Clock clock, OutboxEvents events) {
        try {
            Bodies bodies = new Bodies(bodiesDisk);
            if (!disk.exists(Store.FILE) && !bodies.isEmpty()) {
                throw new DamagedRecordException("has contents of messages, and no file " + Store.FILE);
            }
            Journal journal = new Journal(disk, bodies, limits, clock, events);
            journal.load();
            return journal;
        } catch (IOException | RuntimeException e) {
            throw unreadable(disk.toString(), e);
        }
    }

    private void load() throws IOException {
        try {
            messages.load();
            branches.load();
            subscriptions.load();
            pauses.load();
            ids.start(store.countOpening(Math.max(1, clock.instant().getEpochSecond())));
        } catch (IOException | RuntimeException e) {
            store.closeImmediately();
            throw e;
        }
    }

    private static OutboxException unreadable(String where, Exception cause) {
        return new OutboxException(
                OutboxException.Reason.UNREADABLE,
                "the outbox in %s cannot be read (%s); nothing was changed. Export what can be read"
                                .formatted(where, cause.getMessage())
                        + " (docs/outbox.md), then move the directory away or set OutboxDirectory to another one",
                cause);
    }

    /** Lends a thread for writing, until it is told to leave; {@link #wakeUp()} has it look. */
    void run(BooleanSupplier leave) {
        commits.run(leave);
    }

    void wakeUp() {
        commits.wakeUp();
    }

    /** Returns how many changes wait to be written. */
    int queued() {
        return commits.queued();
    }

    /** Ends all changes that are under way, and closes the files; they are not written any more if the outbox has stopped. */
    void close() {
        boolean inOrder = commits.end("it was closed");
        store.lock.writeLock().lock();
        try {
            if (inOrder) {
                store.close();
            } else {
                // A change may have been made by half, or what a sync lost be named by the next header.
                store.closeImmediately();
            }
        } catch (MVStoreException e) {
            // Everything that was acknowledged is durable.
            events.troubled("the outbox was not closed in order", e);
            store.closeImmediately();
        } finally {
            store.lock.writeLock().unlock();
        }
    }

    @Override
    public OutboxId newId() {
        return ids.next();
    }

    @Override
    public void prepare(String route, Xid xid, List<Stored> stored) {
        Instant now = clock.instant();
        List<OutboxId> messageIds = stored.stream().map(Stored::id).toList();
        BranchRecord record = BranchRecord.prepared(route, xid, now, messageIds);
        intake.store(stored, now, incoming -> {
            Adding adding = new Adding(messages, route, incoming, State.PREPARED, now);
            return new Preparing(branches, ids.next().value(), record, adding);
        });
    }

    @Override
    public List<OutboxId> add(String route, List<Stored> stored) {
        Instant now = clock.instant();
        if (stored.isEmpty()) {
            commits.checkRunning();
            return List.of();
        }
        return intake.store(stored, now, incoming -> new Adding(messages, route, incoming, State.ELIGIBLE, now))
                .ids();
    }

    @Override
    public void commit(String route, Xid xid) {
        decide(route, xid, true, false);
    }

    @Override
    public void rollback(String route, Xid xid) {
        decide(route, xid, false, false);
    }

    @Override
    public void completeHeuristically(String route, Xid xid, boolean commit) {
        decide(route, xid, commit, true);
    }

    private void decide(String route, Xid xid, boolean commit, boolean heuristically) {
        BranchRecord.Key key = BranchRecord.Key.of(route, xid);
        commits.submit(new Deciding(branches, messages, key, commit, heuristically, clock.instant()));
    }

    @Override
    public void forget(String route, Xid xid) {
        commits.submit(new Forgetting(branches, BranchRecord.Key.of(route, xid)));
    }

    @Override
    public List<Branch> branches(String route) {
        commits.checkRunning();
        return branches.of(route);
    }

    @Override
    public List<Due> takeDue(String route, Instant now, int most) {
        commits.checkRunning();
        List<OutboxId> taken = index.take(route, now, most);
        boolean given = false;
        try {
            List<Due> due = taken.stream().map(reading::due).toList();
            given = true;
            return due;
        } finally {
            if (!given) {
                // Nobody has them. Nobody is told either: whoever wanted them looks again after a pause.
                taken.forEach(index::release);
            }
        }
    }

    @Override
    public void release(OutboxId id) {
        commits.checkRunning();
        index.release(id).ifPresent(listeners::tell);
    }

    @Override
    public Optional<Instant> nextDue(String route) {
        commits.checkRunning();
        return index.first(route);
    }

    @Override
    public WireMessage content(Due message) {
        commits.checkRunning();
        return reading.content(message);
    }

    @Override
    public Settlement settle(OutboxId id, Attempt attempt) {
        commits.checkRunning();
        index.settle(id);
        boolean enqueued = false;
        try {
            Change settling = attempt.state() == State.ACCEPTED
                    ? sent.keeping(new Erasing(messages, id), id, attempt)
                    : new Updating(messages, id, reading.statusAfter(id, attempt));
            Waiting settled = commits.enqueue(subscriptions.tellingOf(settling, id, attempt));
            enqueued = true;
            return () -> commits.await(settled);
        } finally {
            if (!enqueued) {
                index.restore(id);
            }
        }
    }

    @Override
    public boolean expire(Instant now) {
        commits.checkRunning();
        boolean expired = reading.look(() -> keys.hasExpired(now) || sent.hasExpired(now));
        if (expired) {
            commits.submit(new ExpiringRecords(keys, sent, now));
        }
        return expired;
    }

    @Override
    public Subscription onEligible(String route, Runnable listener) {
        return listeners.add(route, listener);
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    @Override
    public SentMail sent() {
        return sent;
    }

    @Override
    public Operator operator() {
        return operator;
    }
}
