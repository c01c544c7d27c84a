package org.postbound.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.transaction.xa.Xid;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;
import org.postbound.OutboxException;
import org.postbound.mime.WireMessage;

/**
 * The outbox in a directory of its own: a {@link Store} for nearly everything, {@link Bodies} for large contents, and an
 * {@link Index} of it in memory. The methods that change something wait for the {@link GroupCommit}; it is what calls the
 * store's.
 */
final class Journal implements Outbox {
    /** What a message takes beside its content, about. */
    private static final int RECORDS = 1024;

    private static final int SEQUENCE_BITS = 31;

    private final Disk disk;
    private final Store store;
    private final Bodies bodies;
    private final Limits limits;
    private final Clock clock;
    private final OutboxEvents events;
    private final GroupCommit commits = new GroupCommit(new Writing());
    private final AtomicLong lastId;
    private final AtomicLong used = new AtomicLong();
    /** Guarded by itself, as are the branches; no lock is taken while it is held. */
    private final Index index = new Index();

    private final Map<Key, KnownBranch> branches = new HashMap<>();
    private final Map<String, List<Runnable>> listeners = new HashMap<>();
    /** Of the thread that writes: the routes that have something new to do. */
    private final Set<String> toTell = new LinkedHashSet<>();

    /**
     * Sizes in octets.
     *
     * @param maxBytes the most that all messages may have, 0 for any number
     * @param large contents above this have a file of their own
     * @param reserve what is kept free on the disk, so that what is stored can still be settled
     * @param step how much is written before space is gained again
     */
    record Limits(long maxBytes, int large, long reserve, int step) {
        static Limits of(long maxBytes) {
            return new Limits(maxBytes, 1 << 20, 32 << 20, 1 << 20);
        }

        long most() {
            return maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
        }
    }

    private record Key(String route, BranchId xid) {}

    /** A branch with the number of its record; it is shown once it is durable. */
    private static final class KnownBranch {
        final long number;
        BranchRecord record;
        boolean durable;

        KnownBranch(long number, BranchRecord record, boolean durable) {
            this.number = number;
            this.record = record;
            this.durable = durable;
        }
    }

    /** A message as it is to be stored; a content that is not there has a file. */
    private record Incoming(OutboxId id, MessageRecord record, long size, Optional<byte[]> octets) {}

    private Journal(Disk disk, Disk bodiesDisk, Limits limits, Clock clock, OutboxEvents events) throws IOException {
        this.disk = disk;
        this.bodies = new Bodies(bodiesDisk);
        this.limits = limits;
        this.clock = clock;
        this.events = events;
        if (!disk.exists(Store.FILE) && !bodies.isEmpty()) {
            throw new DamagedRecordException("has contents of messages, and no file " + Store.FILE);
        }
        store = Store.open(disk, limits.step);
        boolean read = false;
        try {
            readIndex();
            lastId = new AtomicLong(
                    store.countOpening(Math.max(1, clock.instant().getEpochSecond())) << SEQUENCE_BITS);
            read = true;
        } finally {
            if (!read) {
                store.closeImmediately();
            }
        }
    }

    /**
     * Opens the outbox of a directory that nobody else has open.
     *
     * @param disk for the store
     * @param bodies for large contents
     * @param limits sizes
     * @throws OutboxException {@code UNREADABLE}
     */
    static Journal open(Disk disk, Disk bodies, Limits limits, Clock clock, OutboxEvents events) {
        try {
            return new Journal(disk, bodies, limits, clock, events);
        } catch (IOException | RuntimeException e) {
            throw unreadable(disk.toString(), e);
        }
    }

    static OutboxException unreadable(String where, Exception cause) {
        return new OutboxException(
                OutboxException.Reason.UNREADABLE,
                "the outbox in %s cannot be read (%s); nothing was changed. Export what can be read"
                                .formatted(where, cause.getMessage())
                        + " (docs/outbox.md), then move the directory away or set OutboxDirectory to another one",
                cause);
    }

    private void readIndex() throws IOException {
        Set<OutboxId> inFiles = new HashSet<>();
        for (Cursor<Long, byte[]> all = store.statuses.cursor(null); all.hasNext(); ) {
            long id = all.next();
            StatusRecord status = StatusRecord.of(all.getValue());
            Index.Entry entry = new Index.Entry(
                    id, status.route().intern(), status.size(), status.inFile(), status.state(), status.due());
            index.add(entry);
            if (entry.isWaiting()) {
                index.await(entry);
            }
            if (entry.inFile) {
                inFiles.add(new OutboxId(id));
            }
            used.addAndGet(entry.size + RECORDS);
        }
        for (Cursor<Long, byte[]> all = store.branches.cursor(null); all.hasNext(); ) {
            long number = all.next();
            BranchRecord record = BranchRecord.of(all.getValue());
            branches.put(new Key(record.route(), record.branch().xid()), new KnownBranch(number, record, true));
        }
        Set<OutboxId> missing = bodies.deleteOthers(inFiles);
        if (!missing.isEmpty()) {
            throw new DamagedRecordException("has lost the contents of the messages " + missing);
        }
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

    /** Ends all changes that are under way, and closes the files. */
    void close() {
        commits.end("it was closed");
        store.lock.writeLock().lock();
        try {
            store.close();
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
        return new OutboxId(lastId.incrementAndGet());
    }

    @Override
    public void prepare(String route, Xid xid, List<Stored> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a branch without messages needs no prepare");
        }
        Instant now = clock.instant();
        BranchId id = BranchId.of(xid);
        List<OutboxId> ids = messages.stream().map(Stored::id).toList();
        Branch branch = new Branch(id, Branch.State.PREPARED, now, ids.size());
        KnownBranch known = new KnownBranch(newId().value(), new BranchRecord(route, branch, ids), false);
        accept(messages, now, incoming -> commits.submit(new Preparing(new Key(route, id), known, incoming, now)));
    }

    @Override
    public void add(String route, List<Stored> messages) {
        Instant now = clock.instant();
        if (messages.isEmpty()) {
            commits.checkRunning();
            return;
        }
        accept(messages, now, incoming -> commits.submit(new Adding(route, incoming, State.ELIGIBLE, now)));
    }

    /** Hands messages on; if that fails nothing of them stays. */
    private void accept(List<Stored> messages, Instant now, Consumer<List<Incoming>> storing) {
        commits.checkRunning();
        long octets = messages.stream()
                .mapToLong(one -> one.message().message().size() + RECORDS)
                .sum();
        reserve(octets);
        List<Incoming> incoming = new ArrayList<>();
        boolean stored = false;
        try {
            for (Stored one : messages) {
                incoming.add(incoming(one, now));
            }
            storing.accept(incoming);
            stored = true;
        } finally {
            if (!stored) {
                used.addAndGet(-octets);
                messages.stream()
                        .filter(one -> one.message().message().size() > limits.large)
                        .forEach(one -> discardUnlessKnown(one.id()));
            }
        }
    }

    private void reserve(long octets) {
        long before = used.getAndAdd(octets);
        try {
            if (octets > limits.most() - before) {
                throw full("OutboxMaxBytes is %d, the outbox holds %d and the new messages have %d; wait until mail has"
                                .formatted(limits.maxBytes, before, octets)
                        + " left, or raise OutboxMaxBytes");
            }
            long usable = disk.usableSpace();
            if (usable - limits.reserve < 2 * octets) {
                throw full("the disk of %s has %d octets left, of which %d are kept free; make room"
                        .formatted(disk, usable, limits.reserve));
            }
        } catch (OutboxException e) {
            used.addAndGet(-octets);
            throw e;
        } catch (IOException e) {
            used.addAndGet(-octets);
            throw stop(e);
        }
    }

    private static OutboxException full(String why) {
        return new OutboxException(OutboxException.Reason.FULL, "the outbox is full and took nothing: " + why, null);
    }

    private OutboxException stop(Exception why) {
        commits.stop(why);
        try {
            commits.checkRunning();
        } catch (OutboxException e) {
            return e;
        }
        throw new IllegalStateException("the outbox goes on after it was stopped", why);
    }

    private Incoming incoming(Stored one, Instant now) {
        WireMessage message = one.message().message();
        MessageRecord record = new MessageRecord(now, one.message().envelope(), message.traits());
        if (message.size() > limits.large) {
            writeBody(one.id(), message);
            return new Incoming(one.id(), record, message.size(), Optional.empty());
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream((int) message.size());
        try {
            message.writeTo(octets);
        } catch (IOException e) {
            throw new UncheckedIOException("message %s cannot be read from where it is kept".formatted(one.id()), e);
        }
        return new Incoming(one.id(), record, message.size(), Optional.of(octets.toByteArray()));
    }

    private void writeBody(OutboxId id, WireMessage message) {
        synchronized (index) {
            if (index.contains(id)) {
                throw alreadyThere(id);
            }
        }
        try {
            if (!bodies.write(id, message)) {
                throw full("the disk of %s has no room for a message of %d octets; make room"
                        .formatted(disk, message.size()));
            }
        } catch (IOException e) {
            throw stop(e);
        }
    }

    private static IllegalStateException alreadyThere(OutboxId id) {
        return new IllegalStateException("message " + id + " is there already");
    }

    private void discardUnlessKnown(OutboxId id) {
        synchronized (index) {
            if (index.contains(id)) {
                return;
            }
        }
        deleteBody(id);
    }

    private void deleteBody(OutboxId id) {
        try {
            bodies.delete(id);
        } catch (IOException e) {
            // It goes at the next start, since no message has it.
            events.troubled("the content of message %s could not be deleted".formatted(id), e);
        }
    }

    @Override
    public void commit(String route, Xid xid) {
        commits.submit(new Deciding(new Key(route, BranchId.of(xid)), true, false, clock.instant()));
    }

    @Override
    public void rollback(String route, Xid xid) {
        commits.submit(new Deciding(new Key(route, BranchId.of(xid)), false, false, clock.instant()));
    }

    @Override
    public void completeHeuristically(String route, Xid xid, boolean commit) {
        commits.submit(new Deciding(new Key(route, BranchId.of(xid)), commit, true, clock.instant()));
    }

    @Override
    public void forget(String route, Xid xid) {
        commits.submit(new Forgetting(new Key(route, BranchId.of(xid))));
    }

    @Override
    public List<Branch> branches(String route) {
        commits.checkRunning();
        synchronized (index) {
            return branches.entrySet().stream()
                    .filter(entry -> entry.getKey().route.equals(route) && entry.getValue().durable)
                    .map(entry -> entry.getValue().record.branch())
                    .toList();
        }
    }

    @Override
    public List<Due> takeDue(String route, Instant now, int most) {
        commits.checkRunning();
        List<Index.Entry> taken;
        synchronized (index) {
            taken = index.take(route, now, most);
        }
        List<Due> due = new ArrayList<>();
        for (Index.Entry entry : taken) {
            due.add(read(new OutboxId(entry.id)));
        }
        return due;
    }

    private Due read(OutboxId id) {
        store.lock.readLock().lock();
        try {
            return due(id, StatusRecord.of(present(store.statuses.get(id.value()))));
        } catch (DamagedRecordException | MVStoreException e) {
            throw stop(e);
        } finally {
            store.lock.readLock().unlock();
        }
    }

    private Due due(OutboxId id, StatusRecord status) {
        MessageRecord message = MessageRecord.of(present(store.messages.get(id.value())));
        return new Due(
                id,
                status.route(),
                message.envelope(),
                message.traits().messageId(),
                status.size(),
                status.attempts(),
                status.outcomes(message.envelope().forwardPaths()),
                message.storedAt());
    }

    private static byte[] present(byte[] record) {
        if (record == null) {
            throw new DamagedRecordException("is missing");
        }
        return record;
    }

    @Override
    public void release(OutboxId id) {
        commits.checkRunning();
        String route;
        synchronized (index) {
            Index.Entry entry = inDelivery(id);
            entry.state = entry.beforeDelivery;
            route = entry.route;
            if (!index.await(entry)) {
                return;
            }
        }
        tell(route);
    }

    private Index.Entry inDelivery(OutboxId id) {
        return index.find(id)
                .filter(entry -> entry.state == State.IN_DELIVERY && !entry.changing)
                .orElseThrow(() -> new IllegalStateException("message " + id + " is not in delivery"));
    }

    @Override
    public Optional<Instant> nextDue(String route) {
        commits.checkRunning();
        synchronized (index) {
            return index.first(route);
        }
    }

    @Override
    public WireMessage content(OutboxId id) {
        commits.checkRunning();
        Index.Entry entry;
        synchronized (index) {
            entry = index.find(id).orElseThrow(() -> new IllegalStateException("message " + id + " is not there"));
        }
        store.lock.readLock().lock();
        try {
            MessageRecord message = MessageRecord.of(present(store.messages.get(id.value())));
            return entry.inFile
                    ? WireMessage.restored(bodies.read(id, entry.size), message.traits())
                    : WireMessage.restored(present(store.bodies.get(id.value())), message.traits());
        } catch (DamagedRecordException | MVStoreException | IOException e) {
            throw stop(e);
        } finally {
            store.lock.readLock().unlock();
        }
    }

    @Override
    public Settlement settle(OutboxId id, Attempt attempt) {
        commits.checkRunning();
        Index.Entry entry;
        synchronized (index) {
            entry = inDelivery(id);
            entry.changing = true;
        }
        GroupCommit.Waiting change = commits.enqueue(
                attempt.state() == State.ACCEPTED
                        ? new Erasing(entry)
                        : new Updating(entry, attempt, statusAfter(id, attempt).toOctets()));
        return () -> commits.await(change);
    }

    private StatusRecord statusAfter(OutboxId id, Attempt attempt) {
        store.lock.readLock().lock();
        try {
            MessageRecord message = MessageRecord.of(present(store.messages.get(id.value())));
            StatusRecord status = StatusRecord.of(present(store.statuses.get(id.value())));
            return status.after(attempt, message.envelope().forwardPaths());
        } catch (DamagedRecordException | MVStoreException e) {
            throw stop(e);
        } finally {
            store.lock.readLock().unlock();
        }
    }

    @Override
    public List<Kept> list(String route, Optional<OutboxId> after, int most) {
        commits.checkRunning();
        List<Kept> kept = new ArrayList<>();
        store.lock.readLock().lock();
        try {
            List<OutboxId> ids;
            synchronized (index) {
                ids = index.after(after.map(OutboxId::value).orElse(0L), route, most);
            }
            for (OutboxId id : ids) {
                byte[] status = store.statuses.get(id.value());
                // It is just being erased.
                if (status != null) {
                    kept.add(kept(id, StatusRecord.of(status)));
                }
            }
        } catch (DamagedRecordException | MVStoreException e) {
            throw stop(e);
        } finally {
            store.lock.readLock().unlock();
        }
        return kept;
    }

    private Kept kept(OutboxId id, StatusRecord status) {
        synchronized (index) {
            State state = index.find(id)
                    .filter(entry -> entry.state == State.IN_DELIVERY)
                    .map(entry -> entry.state)
                    .orElse(status.state());
            return new Kept(due(id, status), state, status.due(), status.remark());
        }
    }

    @Override
    public void retry(OutboxId id, Instant due) {
        commits.submit(new Retrying(id, due));
    }

    @Override
    public void remove(OutboxId id) {
        commits.submit(new Removing(id));
    }

    @Override
    public Subscription onEligible(String route, Runnable listener) {
        // Each subscription is another one, also of the same listener.
        Runnable own = () -> listener.run();
        synchronized (listeners) {
            listeners.computeIfAbsent(route, name -> new ArrayList<>()).add(own);
        }
        return () -> {
            synchronized (listeners) {
                listeners.get(route).remove(own);
            }
        };
    }

    private void tell(String route) {
        List<Runnable> told;
        synchronized (listeners) {
            told = List.copyOf(listeners.getOrDefault(route, List.of()));
        }
        told.forEach(Runnable::run);
    }

    /** Makes changes durable together, on the thread that writes. */
    private final class Writing implements GroupCommit.Target {
        @Override
        public void commit(List<GroupCommit.Waiting> changes) throws IOException {
            // A file has its name for sure before a record tells of it.
            bodies.syncNames();
            store.lock.writeLock().lock();
            try {
                changes.forEach(GroupCommit.Waiting::apply);
                store.save();
            } finally {
                store.lock.writeLock().unlock();
            }
            store.sync();
            changes.forEach(GroupCommit.Waiting::durable);
            toTell.forEach(Journal.this::tell);
            toTell.clear();
        }

        @Override
        public void maintain(BooleanSupplier idle) {
            boolean again = store.isWorn();
            while (again) {
                store.lock.writeLock().lock();
                try {
                    again = store.gainSpace() && idle.getAsBoolean();
                } finally {
                    store.lock.writeLock().unlock();
                }
            }
        }

        @Override
        public void stopped(Throwable why) {
            events.stopped(why);
        }
    }

    /** Stores messages. */
    private class Adding implements GroupCommit.Change {
        private final String route;
        private final List<Incoming> messages;
        private final State state;
        private final Instant now;

        Adding(String route, List<Incoming> messages, State state, Instant now) {
            this.route = route;
            this.messages = messages;
            this.state = state;
            this.now = now;
        }

        @Override
        public void check() {
            Set<OutboxId> ids = new HashSet<>();
            synchronized (index) {
                for (Incoming message : messages) {
                    if (index.contains(message.id) || !ids.add(message.id)) {
                        throw alreadyThere(message.id);
                    }
                }
            }
        }

        @Override
        public void apply() {
            for (Incoming message : messages) {
                boolean inFile = message.octets.isEmpty();
                long id = message.id.value();
                message.octets.ifPresent(octets -> store.bodies.put(id, octets));
                store.messages.put(id, message.record.toOctets());
                store.statuses.put(
                        id,
                        StatusRecord.first(route, state, now, message.size, inFile)
                                .toOctets());
                synchronized (index) {
                    index.add(new Index.Entry(id, route, message.size, inFile, state, now));
                }
            }
        }

        @Override
        public void durable() {
            if (state == State.ELIGIBLE) {
                makeEligible(messages.stream().map(Incoming::id).toList(), now);
            }
        }
    }

    private void makeEligible(List<OutboxId> ids, Instant due) {
        synchronized (index) {
            for (OutboxId id : ids) {
                Index.Entry entry = index.find(id).orElseThrow();
                entry.state = State.ELIGIBLE;
                entry.due = due;
                if (index.await(entry)) {
                    toTell.add(entry.route);
                }
            }
        }
    }

    /** Stores the messages of a branch, and the branch. */
    private final class Preparing extends Adding {
        private final Key key;
        private final KnownBranch branch;

        Preparing(Key key, KnownBranch branch, List<Incoming> messages, Instant now) {
            super(key.route, messages, State.PREPARED, now);
            this.key = key;
            this.branch = branch;
        }

        @Override
        public void check() {
            synchronized (index) {
                if (branches.containsKey(key)) {
                    throw new IllegalStateException("branch " + key.xid + " is there already");
                }
            }
            super.check();
        }

        @Override
        public void apply() {
            super.apply();
            store.branches.put(branch.number, branch.record.toOctets());
            synchronized (index) {
                branches.put(key, branch);
            }
        }

        @Override
        public void durable() {
            synchronized (index) {
                branch.durable = true;
            }
        }
    }

    private KnownBranch known(Key key) {
        KnownBranch known = branches.get(key);
        if (known == null) {
            throw new UnknownBranchException(key.route, key.xid);
        }
        return known;
    }

    /** Commits or rolls back a branch; by an operator it is kept, decided. */
    private final class Deciding implements GroupCommit.Change {
        private final Key key;
        private final boolean commit;
        private final boolean heuristically;
        private final Instant now;
        private List<OutboxId> ids;

        Deciding(Key key, boolean commit, boolean heuristically, Instant now) {
            this.key = key;
            this.commit = commit;
            this.heuristically = heuristically;
            this.now = now;
        }

        @Override
        public void check() {
            synchronized (index) {
                Branch.State state = known(key).record.branch().state();
                if (state != Branch.State.PREPARED) {
                    throw new HeuristicOutcomeException(
                            key.route, key.xid, state == Branch.State.HEURISTICALLY_COMMITTED);
                }
            }
        }

        @Override
        public void apply() {
            KnownBranch known;
            synchronized (index) {
                known = known(key);
            }
            ids = known.record.messages();
            ids.forEach(commit ? this::makeEligible : Journal.this::erase);
            if (heuristically) {
                Branch.State state =
                        commit ? Branch.State.HEURISTICALLY_COMMITTED : Branch.State.HEURISTICALLY_ROLLED_BACK;
                Branch before = known.record.branch();
                Branch decided = new Branch(key.xid, state, before.since(), before.messages());
                known.record = new BranchRecord(key.route, decided, List.of());
                store.branches.put(known.number, known.record.toOctets());
            } else {
                store.branches.remove(known.number);
                synchronized (index) {
                    branches.remove(key);
                }
            }
        }

        private void makeEligible(OutboxId id) {
            Index.Entry entry;
            synchronized (index) {
                entry = index.find(id).orElseThrow();
            }
            store.statuses.put(
                    entry.id,
                    StatusRecord.first(key.route, State.ELIGIBLE, now, entry.size, entry.inFile)
                            .toOctets());
        }

        @Override
        public void durable() {
            if (commit) {
                Journal.this.makeEligible(ids, now);
            } else {
                ids.forEach(Journal.this::forget);
            }
        }
    }

    /** Removes a message from the store, not yet from the index. */
    private void erase(OutboxId id) {
        store.bodies.remove(id.value());
        store.messages.remove(id.value());
        store.statuses.remove(id.value());
    }

    /** Removes a message from the index, and its file. */
    private void forget(OutboxId id) {
        Index.Entry entry;
        synchronized (index) {
            entry = index.find(id).orElseThrow();
            index.remove(id);
        }
        used.addAndGet(-entry.size - RECORDS);
        if (entry.inFile) {
            deleteBody(id);
        }
    }

    /** Forgets a branch that is decided. */
    private final class Forgetting implements GroupCommit.Change {
        private final Key key;

        Forgetting(Key key) {
            this.key = key;
        }

        @Override
        public void check() {
            synchronized (index) {
                if (known(key).record.branch().state() == Branch.State.PREPARED) {
                    throw new IllegalStateException("branch " + key.xid + " is prepared; commit it or roll it back");
                }
            }
        }

        @Override
        public void apply() {
            synchronized (index) {
                store.branches.remove(known(key).number);
                branches.remove(key);
            }
        }

        @Override
        public void durable() {
            // There is nothing more to it.
        }
    }

    /** Removes a message that was accepted. */
    private final class Erasing implements GroupCommit.Change {
        private final OutboxId id;

        Erasing(Index.Entry entry) {
            id = new OutboxId(entry.id);
        }

        @Override
        public void check() {
            // Whoever has it in delivery may settle it.
        }

        @Override
        public void apply() {
            erase(id);
        }

        @Override
        public void durable() {
            forget(id);
        }
    }

    /** An operator gives a message up. */
    private final class Removing implements GroupCommit.Change {
        private final OutboxId id;

        Removing(OutboxId id) {
            this.id = id;
        }

        @Override
        public void check() {
            synchronized (index) {
                withdraw(id, index.find(id).filter(entry -> entry.state.canBeRemoved()));
            }
        }

        @Override
        public void apply() {
            erase(id);
        }

        @Override
        public void durable() {
            forget(id);
        }
    }

    /** Keeps a message from being given out while it changes. */
    private void withdraw(OutboxId id, Optional<Index.Entry> found) {
        Index.Entry entry = found.filter(one -> !one.changing)
                .orElseThrow(() -> new IllegalStateException(
                        "message %s is not there, or in a state in which an operator cannot do that".formatted(id)));
        index.withdraw(entry);
        entry.changing = true;
    }

    /** An operator wants another attempt. */
    private final class Retrying implements GroupCommit.Change {
        private final OutboxId id;
        private final Instant due;

        Retrying(OutboxId id, Instant due) {
            this.id = id;
            this.due = due;
        }

        @Override
        public void check() {
            synchronized (index) {
                withdraw(id, index.find(id).filter(entry -> entry.state.canBeRetried()));
            }
        }

        @Override
        public void apply() {
            StatusRecord status = StatusRecord.of(present(store.statuses.get(id.value())));
            store.statuses.put(id.value(), status.dueAt(due).toOctets());
        }

        @Override
        public void durable() {
            synchronized (index) {
                Index.Entry entry = index.find(id).orElseThrow();
                entry.changing = false;
                entry.state = State.DEFERRED;
                entry.due = due;
                if (index.await(entry)) {
                    toTell.add(entry.route);
                }
            }
        }
    }

    /** Records an attempt. */
    private final class Updating implements GroupCommit.Change {
        private final Index.Entry entry;
        private final Attempt attempt;
        private final byte[] status;

        Updating(Index.Entry entry, Attempt attempt, byte[] status) {
            this.entry = entry;
            this.attempt = attempt;
            this.status = status;
        }

        @Override
        public void check() {
            // Whoever has it in delivery may settle it.
        }

        @Override
        public void apply() {
            store.statuses.put(entry.id, status);
        }

        @Override
        public void durable() {
            synchronized (index) {
                entry.changing = false;
                entry.state = attempt.state();
                attempt.nextDue().ifPresent(due -> entry.due = due);
                if (entry.isWaiting() && index.await(entry)) {
                    toTell.add(entry.route);
                }
            }
        }
    }
}
