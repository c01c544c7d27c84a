package org.postbound.it.crash;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postbound.it.crash.Relay.Step;

/**
 * A point at which the server is killed.
 *
 * @param name what happens there
 * @param kinds the transactions that run
 * @param way the gates in the server that lead there; empty if the relay is what stops
 * @param step where the relay stops, if it does
 * @param wayAtStart after the kill and the restart, the gates that lead to another kill; may be empty
 * @param traffic what happens before the kills
 * @param extensions what the relay offers
 * @param inEveryBuild whether it is among the few that each build visits
 */
record Point(
        String name,
        List<Kind> kinds,
        List<String> way,
        Optional<Step> step,
        List<String> wayAtStart,
        Traffic traffic,
        Set<String> extensions,
        boolean inEveryBuild) {
    /** What happens before the kills. */
    enum Traffic {
        /** Customers order, and the relay lets all mail wait, so that nothing can arrive twice. */
        MAIL_WAITS,
        /** Customers order, and the relay takes their mail. */
        MAIL_FLOWS,
        /** The relay takes the mail of one order, and nobody orders anything else. */
        ONE_MAIL
    }

    /** A point in the server. */
    static Point inside(String name, String... way) {
        return new Point(
                name,
                List.of(Kind.ROW_FIRST, Kind.MAIL_FIRST),
                List.of(way),
                Optional.empty(),
                List.of(),
                Traffic.MAIL_WAITS,
                Set.of(),
                false);
    }

    /** A point in a conversation. */
    static Point conversation(String name, Step step) {
        return new Point(
                name,
                List.of(Kind.ROW_FIRST, Kind.MAIL_FIRST),
                List.of(),
                Optional.of(step),
                List.of(),
                Traffic.MAIL_FLOWS,
                Set.of(),
                false);
    }

    Point with(Kind... others) {
        return new Point(name, List.of(others), way, step, wayAtStart, traffic, extensions, inEveryBuild);
    }

    /** There is another kill while the server starts. */
    Point thenAtStart(String... gates) {
        return new Point(name, kinds, way, step, List.of(gates), traffic, extensions, inEveryBuild);
    }

    Point whileMailFlows() {
        return with(Traffic.MAIL_FLOWS);
    }

    Point withOneMail() {
        return with(Traffic.ONE_MAIL);
    }

    private Point with(Traffic other) {
        return new Point(name, kinds, way, step, wayAtStart, other, extensions, inEveryBuild);
    }

    Point offering(String... offered) {
        return new Point(name, kinds, way, step, wayAtStart, traffic, Set.of(offered), inEveryBuild);
    }

    Point inEachBuild() {
        return new Point(name, kinds, way, step, wayAtStart, traffic, extensions, true);
    }

    /** For a filter: the name, with an asterisk at the end if each build visits it. */
    @Override
    public String toString() {
        return inEveryBuild ? name + "*" : name;
    }
}
