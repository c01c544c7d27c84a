package org.postbound.ra;

import org.postbound.smtp.DeadlineQueue;
import org.postbound.smtp.Deadlines;

/** Without a container nobody supplies a thread for the deadlines: one daemon thread serves all factories. */
final class UnmanagedDeadlines {
    private static final Deadlines INSTANCE = start();

    private UnmanagedDeadlines() {}

    static Deadlines instance() {
        return INSTANCE;
    }

    private static Deadlines start() {
        DeadlineQueue queue = new DeadlineQueue();
        Thread thread = new Thread(queue, "postbound-deadlines");
        thread.setDaemon(true);
        thread.setContextClassLoader(UnmanagedDeadlines.class.getClassLoader());
        thread.start();
        return queue;
    }
}
