package org.postbound.it.matrix;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What the adapter has in a server, besides its classes.
 *
 * @param threads those that are its own, or have it on the stack
 * @param beans the names of its MBeans
 * @param files what the server has open of its outbox
 * @param sessions how many sessions with the SMTP server are open
 */
record Traces(List<String> threads, Set<String> beans, List<String> files, int sessions) {
    /** Looks for them. */
    static Traces in(JavaVm machine, Relay relay) throws IOException {
        return new Traces(
                machine.threads(),
                machine.operations("org.postbound:*").keySet(),
                machine.openFiles("postbound-outbox"),
                relay.openSessions());
    }

    /** Whether there are all that an adapter has at any time; sessions come and go. */
    boolean areThere() {
        return !threads.isEmpty() && !beans.isEmpty() && !files.isEmpty();
    }

    boolean areGone() {
        return threads.isEmpty() && beans.isEmpty() && files.isEmpty() && sessions == 0;
    }
}
