package org.postbound.it.crash;

import static java.util.function.Predicate.not;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares what beans were told with what the relay has accepted, when no event is kept any more.
 *
 * @param events how many events there were, each counted for every bean that wants it
 * @param lost what a bean was not told of
 * @param phantoms what beans were told of, and what has not happened
 * @param again what was written down more than once
 * @param unexcused those of them that must not be
 */
record EventAudit(int events, List<String> lost, List<String> phantoms, List<String> again, List<String> unexcused) {
    static final EventAudit NONE = new EventAudit(0, List.of(), List.of(), List.of(), List.of());

    /**
     * Compares.
     *
     * @param orders the transactions
     * @param told what beans have written down, of these and of others
     * @param log what the relay has accepted
     * @param kills how often the server was killed meanwhile: each time a bean without a transaction may have written down
     *     one event that is not acknowledged
     */
    static EventAudit of(List<Order> orders, List<Told> told, Relay.Log log, int kills) {
        Set<String> accepted = log.mails().stream().map(Relay.Acceptance::mail).collect(Collectors.toSet());
        Map<String, List<Told>> byMail = told.stream().collect(Collectors.groupingBy(Told::mail));
        EventAudit sum = orders.stream()
                .flatMap(order -> order.kind().routes().stream().map(route -> order.id() + "/" + route))
                .map(mail -> ofMail(mail, byMail.getOrDefault(mail, List.of()), accepted.contains(mail)))
                .reduce(NONE, EventAudit::and);
        return sum.excusing(kills);
    }

    private static EventAudit ofMail(String mail, List<Told> told, boolean accepted) {
        Set<Event> happened = told.stream().map(Event::of).collect(Collectors.toSet());
        if (!accepted) {
            return new EventAudit(0, List.of(), names(mail, happened), List.of(), List.of());
        }
        List<String> lost = missingAttempts(mail, happened);
        int events = 0;
        for (Told.Listener bean : Told.Listener.values()) {
            Set<Event> wanted = happened.stream()
                    .filter(event -> bean.wants(mail, event.kind()))
                    .collect(Collectors.toSet());
            events += wanted.size();
            told.stream().filter(one -> one.by() == bean).map(Event::of).forEach(wanted::remove);
            wanted.forEach(event -> lost.add("%s of %s for %s".formatted(event, mail, bean)));
        }
        return new EventAudit(events, lost, unwanted(told), copies(told), copiesInTransactions(told));
    }

    /** An attempt has a number, so that one whose event nobody has is missed: the last one is the acceptance, there is one. */
    private static List<String> missingAttempts(String mail, Set<Event> happened) {
        List<String> found = happened.stream()
                .sorted((one, other) -> Integer.compare(one.attempt(), other.attempt()))
                .map(event -> event.attempt() + " " + event.kind())
                .toList();
        int attempts =
                Math.max(1, happened.stream().mapToInt(Event::attempt).max().orElse(1));
        List<String> expected = IntStream.rangeClosed(1, attempts)
                .mapToObj(attempt -> attempt + " " + (attempt == attempts ? Told.ACCEPTED : "DEFERRED"))
                .toList();
        return found.equals(expected)
                ? new ArrayList<>()
                : new ArrayList<>(List.of("attempts of %s: %s instead of %s".formatted(mail, found, expected)));
    }

    private static List<String> unwanted(List<Told> told) {
        return told.stream()
                .filter(one -> !one.by().wants(one.mail(), one.kind()))
                .map(Told::toString)
                .toList();
    }

    private static List<String> copies(Collection<Told> told) {
        Set<Told> known = new HashSet<>();
        return told.stream().filter(not(known::add)).map(Told::toString).toList();
    }

    private static List<String> copiesInTransactions(List<Told> told) {
        return copies(told.stream().filter(one -> one.by().isTransacted()).toList());
    }

    private static List<String> names(String mail, Set<Event> events) {
        return events.stream().map(event -> event + " of " + mail).toList();
    }

    private EventAudit excusing(int kills) {
        int excused = again.size() - unexcused.size();
        return excused <= kills ? this : new EventAudit(events, lost, phantoms, again, again);
    }

    /** Adds up two of different transactions. */
    EventAudit and(EventAudit other) {
        return new EventAudit(
                events + other.events,
                joined(lost, other.lost),
                joined(phantoms, other.phantoms),
                joined(again, other.again),
                joined(unexcused, other.unexcused));
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Returns what must not be. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        lost.forEach(one -> violations.add("event lost: " + one));
        phantoms.forEach(one -> violations.add("event of nothing: " + one));
        unexcused.forEach(one -> violations.add("event told again: " + one));
        return violations;
    }

    private record Event(String message, String kind, int attempt) {
        static Event of(Told told) {
            return new Event(told.message(), told.kind(), told.attempt());
        }
    }
}
