package org.postbound.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.RecipientOutcome;
import org.postbound.outbox.InMemoryOutbox.Message;

/** What an operator does to an {@link InMemoryOutbox}, as simply as possible. */
final class InMemoryOperator implements Operator {
    private static final String SET_ASIDE = "set aside by an operator";

    private final InMemoryOutbox outbox;
    private final Clock clock;
    private final Map<String, Instant> pauses = new TreeMap<>();

    InMemoryOperator(InMemoryOutbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public List<Kept> list(String route, Optional<OutboxId> after, int most) {
        synchronized (outbox) {
            return outbox.messages.entrySet().stream()
                    .filter(entry -> entry.getValue().route.equals(route))
                    .filter(entry -> after.isEmpty() || entry.getKey().compareTo(after.get()) > 0)
                    .limit(most)
                    .map(entry -> kept(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static Kept kept(OutboxId id, Message message) {
        return new Kept(InMemoryOutbox.due(id, message), message.state, message.due, message.remark);
    }

    @Override
    public Optional<Kept> find(OutboxId id) {
        synchronized (outbox) {
            return Optional.ofNullable(outbox.messages.get(id)).map(message -> kept(id, message));
        }
    }

    @Override
    public List<Depth> depths() {
        synchronized (outbox) {
            return outbox.messages.values().stream()
                    .map(message -> message.route)
                    .distinct()
                    .sorted()
                    .map(this::depth)
                    .toList();
        }
    }

    private Depth depth(String route) {
        Map<State, Integer> byState = new HashMap<>();
        List<OutboxId> waiting = new ArrayList<>();
        long octets = 0;
        for (Map.Entry<OutboxId, Message> entry : outbox.messages.entrySet()) {
            Message message = entry.getValue();
            if (message.route.equals(route)) {
                byState.merge(message.state, 1, Integer::sum);
                octets += message.octets.length;
                if (InMemoryOutbox.isWaiting(message, route) || message.state == State.IN_DELIVERY) {
                    waiting.add(entry.getKey());
                }
            }
        }
        return new Depth(
                route, byState, octets, outbox.nextDue(route), waiting.stream().findFirst());
    }

    private Message message(OutboxId id, State... permitted) {
        Message message = outbox.messages.get(id);
        if (message == null || !List.of(permitted).contains(message.state)) {
            throw new IllegalStateException("message " + id + " is not there, or in another state");
        }
        return message;
    }

    private static State[] all() {
        return new State[] {State.ELIGIBLE, State.DEFERRED, State.FAILED, State.PARKED, State.EXPIRED};
    }

    private List<OutboxId> ids(String route, State state) {
        Predicate<Message> wanted = message -> message.route.equals(route) && message.state == state;
        return outbox.messages.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void retry(OutboxId id, Instant due) {
        synchronized (outbox) {
            tryAgain(message(id, State.DEFERRED, State.FAILED, State.PARKED, State.EXPIRED), due);
        }
    }

    private void tryAgain(Message message, Instant due) {
        message.state = State.DEFERRED;
        message.due = notBefore(message, due);
        message.since = message.due;
        message.outcomes = message.outcomes.stream()
                .map(outcome ->
                        outcome.reply().isPresent() && outcome.reply().get().isPermanent()
                                ? RecipientOutcome.pending(outcome.address())
                                : outcome)
                .toList();
        outbox.tell(message.route);
    }

    private static Instant notBefore(Message message, Instant due) {
        Instant held = message.envelope.options().holdUntil().orElse(due);
        return held.isAfter(due) ? held : due;
    }

    @Override
    public int retryAll(String route, State state, Instant due) {
        synchronized (outbox) {
            List<OutboxId> ids = ids(route, state);
            ids.forEach(id -> retry(id, due));
            return ids.size();
        }
    }

    @Override
    public void park(OutboxId id) {
        synchronized (outbox) {
            Message message = message(id, State.ELIGIBLE, State.DEFERRED, State.FAILED, State.EXPIRED);
            message.state = State.PARKED;
            if (!message.remark.startsWith(SET_ASIDE)) {
                message.remark = message.remark.isEmpty() ? SET_ASIDE : SET_ASIDE + "; before: " + message.remark;
            }
        }
    }

    @Override
    public int parkAll(String route, State state) {
        synchronized (outbox) {
            List<OutboxId> ids = ids(route, state);
            ids.forEach(this::park);
            return ids.size();
        }
    }

    @Override
    public void release(OutboxId id, Instant due) {
        synchronized (outbox) {
            tryAgain(message(id, State.PARKED), due);
        }
    }

    @Override
    public void changeRecipient(OutboxId id, String from, String to, Instant due) {
        synchronized (outbox) {
            Message message = message(id, all());
            List<ForwardPath> paths = new ArrayList<>();
            List<RecipientOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < message.outcomes.size(); i++) {
                ForwardPath path = message.envelope.forwardPaths().get(i);
                boolean wrong = path.address().equals(from);
                paths.add(wrong ? new ForwardPath(to, path.dsnNotify(), path.originalRecipient()) : path);
                outcomes.add(wrong ? RecipientOutcome.pending(to) : message.outcomes.get(i));
            }
            message.envelope = new Envelope(message.envelope.reversePath(), paths, message.envelope.options());
            message.outcomes = outcomes;
            tryAgain(message, due);
        }
    }

    @Override
    public void move(OutboxId id, String to, Instant due) {
        synchronized (outbox) {
            Message message = message(id, all());
            if (message.state == State.ELIGIBLE || message.state == State.DEFERRED) {
                message.due = notBefore(message, due);
            } else {
                tryAgain(message, due);
            }
            message.route = to;
            outbox.tell(to);
        }
    }

    @Override
    public int moveAll(String route, State state, String to, Instant due) {
        synchronized (outbox) {
            List<OutboxId> ids = ids(route, state);
            ids.forEach(id -> move(id, to, due));
            return ids.size();
        }
    }

    @Override
    public void remove(OutboxId id) {
        synchronized (outbox) {
            message(id, all());
            outbox.messages.remove(id);
        }
    }

    @Override
    public void pause(String route) {
        synchronized (outbox) {
            pauses.putIfAbsent(route, clock.instant());
        }
    }

    @Override
    public void resume(String route) {
        synchronized (outbox) {
            pauses.remove(route);
            outbox.tell(route);
        }
    }

    @Override
    public Optional<Instant> pausedSince(String route) {
        synchronized (outbox) {
            return Optional.ofNullable(pauses.get(route));
        }
    }

    @Override
    public Map<String, Instant> paused() {
        synchronized (outbox) {
            return new TreeMap<>(pauses);
        }
    }
}
