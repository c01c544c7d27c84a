package org.postbound.standalone;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is open when the program ends is closed then, by one shutdown hook for all. Safe for use by several threads. */
final class Leftovers {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Set<Closing> OPEN = ConcurrentHashMap.newKeySet();

    static {
        addHook();
    }

    private Leftovers() {}

    private static void addHook() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::closeAll, "postbound-leftovers"));
        } catch (IllegalStateException e) {
            // The program ends already: another hook sends a last mail, and only it knows when that is over.
            return;
        }
    }

    /** Ends something, once. */
    static final class Closing implements Runnable {
        private final Runnable end;

        private Closing(Runnable end) {
            this.end = end;
        }

        @Override
        public void run() {
            if (OPEN.remove(this)) {
                end.run();
            }
        }
    }

    /** Has something closed at the end of the program, unless what is returned was run before. */
    static Closing register(Runnable end) {
        Closing closing = new Closing(end);
        OPEN.add(closing);
        return closing;
    }

    /** Has it closed when its owner is garbage, too. What ends it must not refer to the owner. */
    static Cleaner.Cleanable register(Object owner, Runnable end) {
        return CLEANER.register(owner, register(end));
    }

    private static void closeAll() {
        OPEN.forEach(Closing::run);
    }
}
