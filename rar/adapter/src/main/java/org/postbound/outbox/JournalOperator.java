package org.postbound.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What an operator does to a {@link Journal}. A message is withdrawn before it is looked at, so that nobody else changes it
 * before the change is written.
 */
final class JournalOperator implements Operator {
    /** So many changes of one call may wait to be written together. */
    private static final int TOGETHER = 1000;

    private final Index index;
    private final Messages messages;
    private final Reading reading;
    private final GroupCommit commits;
    private final Listeners listeners;
    private final KnownPauses pauses;
    private final Clock clock;
    private final OutboxIds ids;

    JournalOperator(
            Index index,
            Messages messages,
            Reading reading,
            GroupCommit commits,
            Listeners listeners,
            KnownPauses pauses,
            Clock clock,
            OutboxIds ids) {
        this.index = index;
        this.messages = messages;
        this.reading = reading;
        this.commits = commits;
        this.listeners = listeners;
        this.pauses = pauses;
        this.clock = clock;
        this.ids = ids;
    }

    /** Returns what the status of a message is to be. */
    private interface Alteration extends BiFunction<MessageRecord, StatusRecord, StatusRecord> {}

    @Override
    public List<Kept> list(String route, Optional<OutboxId> after, int most) {
        commits.checkRunning();
        return reading.list(route, after, most);
    }

    @Override
    public Optional<Kept> find(OutboxId id) {
        commits.checkRunning();
        return reading.find(id);
    }

    @Override
    public List<Depth> depths() {
        commits.checkRunning();
        return index.depths();
    }

    @Override
    public void retry(OutboxId id, Instant due) {
        alter(id, State::canBeRetried, triedAgain(due));
    }

    @Override
    public int retryAll(String route, State state, Instant due) {
        return alterAll(route, state, State::canBeRetried, triedAgain(due));
    }

    private static Alteration triedAgain(Instant due) {
        return (message, status) -> status.triedAgain(message.notBefore(due));
    }

    @Override
    public void park(OutboxId id) {
        alter(id, State::canBeParked, (message, status) -> status.setAside());
    }

    @Override
    public int parkAll(String route, State state) {
        return alterAll(route, state, State::canBeParked, (message, status) -> status.setAside());
    }

    @Override
    public void release(OutboxId id, Instant due) {
        alter(id, state -> state == State.PARKED, triedAgain(due));
    }

    @Override
    public void changeRecipient(OutboxId id, String from, String to, Instant due) {
        Correction correction = Correction.of(from, to);
        withdraw(id, State::canBeRemoved);
        commits.await(enqueue(id, (message, status) -> {
            Correction.Corrected corrected = correction.of(message, status);
            StatusRecord after = corrected.status().triedAgain(message.notBefore(due));
            return new Readdressing(messages, id, corrected.message(), after);
        }));
    }

    @Override
    public void move(OutboxId id, String to, Instant due) {
        alter(id, State::canBeRemoved, moved(to, due));
    }

    @Override
    public int moveAll(String route, State state, String to, Instant due) {
        checkAnother(route, to);
        return alterAll(route, state, State::canBeRemoved, moved(to, due));
    }

    private static void checkAnother(String route, String to) {
        if (route.equals(to)) {
            throw new IllegalArgumentException("route \"%s\" is where it is already; name another one".formatted(to));
        }
    }

    private static Alteration moved(String to, Instant due) {
        return (message, status) -> {
            checkAnother(status.route(), to);
            return status.moved(to, message.notBefore(due));
        };
    }

    @Override
    public void remove(OutboxId id) {
        withdraw(id, State::canBeRemoved);
        commits.submit(new Erasing(messages, id));
    }

    private void withdraw(OutboxId id, Predicate<State> permitted) {
        commits.checkRunning();
        index.withdraw(id, permitted);
    }

    private void alter(OutboxId id, Predicate<State> permitted, Alteration alteration) {
        withdraw(id, permitted);
        commits.await(enqueueUpdate(id, alteration));
    }

    private Waiting enqueueUpdate(OutboxId id, Alteration alteration) {
        return enqueue(id, (message, status) -> new Updating(messages, id, alteration.apply(message, status)));
    }

    /** Has a message changed that was withdrawn. If it cannot be, it is as it was before. */
    private Waiting enqueue(OutboxId id, BiFunction<MessageRecord, StatusRecord, Change> change) {
        boolean enqueued = false;
        try {
            Waiting waiting = commits.enqueue(reading.of(id, change));
            enqueued = true;
            return waiting;
        } finally {
            if (!enqueued) {
                restore(id);
            }
        }
    }

    private void restore(OutboxId id) {
        index.restore(id).ifPresent(listeners::tell);
    }

    private int alterAll(String route, State state, Predicate<State> permitted, Alteration alteration) {
        if (!permitted.test(state)) {
            throw new IllegalArgumentException("messages that are %s cannot be treated so".formatted(state));
        }
        int altered = 0;
        List<OutboxId> next = withdrawAll(route, state, 0);
        while (!next.isEmpty()) {
            List<Waiting> waiting = enqueueAll(next, alteration);
            waiting.forEach(commits::await);
            altered += waiting.size();
            next = withdrawAll(route, state, next.get(next.size() - 1).value());
        }
        return altered;
    }

    /** If one cannot be changed, those after it are as they were before, too. */
    private List<Waiting> enqueueAll(List<OutboxId> withdrawn, Alteration alteration) {
        List<Waiting> waiting = new ArrayList<>();
        try {
            for (OutboxId id : withdrawn) {
                waiting.add(enqueueUpdate(id, alteration));
            }
            return waiting;
        } finally {
            withdrawn.stream().skip(waiting.size() + 1L).forEach(this::restore);
        }
    }

    private List<OutboxId> withdrawAll(String route, State state, long after) {
        commits.checkRunning();
        return index.withdrawAll(route, state, after, TOGETHER);
    }

    @Override
    public void pause(String route) {
        commits.submit(new Pausing(pauses, ids.next().value(), new PauseRecord(route, clock.instant())));
    }

    @Override
    public void resume(String route) {
        commits.submit(new Resuming(pauses, listeners, route));
    }

    @Override
    public Optional<Instant> pausedSince(String route) {
        return pauses.since(route);
    }

    @Override
    public Map<String, Instant> paused() {
        commits.checkRunning();
        return pauses.all();
    }
}
