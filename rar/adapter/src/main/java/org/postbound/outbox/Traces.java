package org.postbound.outbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;

/**
 * What a committed acknowledgement leaves until its transaction is over: the record of its branch, which holds nothing any
 * more. A transaction manager that is killed before it has forgotten its decision asks for the branch again. It knows a
 * connection's resource manager by a name, and takes a branch for committed that is not there any more; a message endpoint's
 * has none, so that Narayana would keep the decision for ever. After a crash the branch is prepared once more, and whether it
 * is committed or rolled back then has no effect.
 *
 * <p>Whoever was told of the event says when the transaction is over, and with the next change of the acknowledgements the
 * record is gone. Guarded by {@link KnownSubscriptions}.
 */
final class Traces {
    private final MVMap<Long, byte[]> records;
    private final Map<Long, Trace> byEvent = new HashMap<>();
    private final List<Trace> over = new ArrayList<>();

    private record Trace(long number, String subscription) {}

    Traces(MVMap<Long, byte[]> records) {
        this.records = records;
    }

    /** Writes what is left of a branch that has acknowledged events. */
    void leave(long number, BranchRecord branch) {
        records.put(number, branch.emptied().toOctets());
        branch.messages().forEach(event -> byEvent.put(event.value(), new Trace(number, branch.route())));
    }

    /** The transaction that was to acknowledge an event is over. */
    void over(long event) {
        Trace trace = byEvent.remove(event);
        if (trace != null) {
            over.add(trace);
        }
    }

    /** Erases what is left of those that are over. */
    void erase() {
        over.removeIf(this::erase);
    }

    /** Erases what is left of those of a subscription. */
    void eraseAll(String subscription) {
        byEvent.values().removeIf(trace -> trace.subscription().equals(subscription) && erase(trace));
        over.removeIf(trace -> trace.subscription().equals(subscription) && erase(trace));
    }

    private boolean erase(Trace trace) {
        records.remove(trace.number());
        return true;
    }
}
