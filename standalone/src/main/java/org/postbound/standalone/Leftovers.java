package org.postbound.standalone;

import java.lang.ref.Cleaner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is open when the program ends is closed then, by one shutdown hook for all. It is there as long as anything is open:
 * longer, and it would keep the classes of an application that was undeployed. Safe for use by several threads.
 */
final class Leftovers {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Set<Closing> OPEN = new HashSet<>();
    private static Optional<Thread> hook = Optional.empty();

    private Leftovers() {}

    /** Ends something, once. */
    static final class Closing implements Runnable {
        private final Runnable end;
        private final AtomicBoolean over = new AtomicBoolean();

        private Closing(Runnable end) {
            this.end = end;
        }

        @Override
        public void run() {
            if (over.compareAndSet(false, true)) {
                forget(this);
                end.run();
            }
        }
    }

    /** For something that is nobody's leftover: it is closed by whoever has it. */
    static Closing own(Runnable end) {
        return new Closing(end);
    }

    /** Has something closed at the end of the program, unless what is returned was run before. */
    static Closing register(Runnable end) {
        Closing closing = new Closing(end);
        synchronized (OPEN) {
            OPEN.add(closing);
            hook = hook.or(Leftovers::newHook);
        }
        return closing;
    }

    /** Has it closed when its owner is garbage, too. What ends it must not refer to the owner. */
    static Cleaner.Cleanable register(Object owner, Runnable end) {
        return CLEANER.register(owner, register(end));
    }

    private static Optional<Thread> newHook() {
        Thread thread = new Thread(Leftovers::closeAll, "postbound-leftovers");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            return Optional.of(thread);
        } catch (IllegalStateException e) {
            // The program ends already: another hook sends a last mail, and only it knows when that is over.
            return Optional.empty();
        }
    }

    private static void forget(Closing closing) {
        synchronized (OPEN) {
            OPEN.remove(closing);
            if (OPEN.isEmpty()) {
                hook.ifPresent(Leftovers::remove);
                hook = Optional.empty();
            }
        }
    }

    private static void remove(Thread thread) {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The program ends, and the hook is what runs.
            return;
        }
    }

    private static void closeAll() {
        List<Closing> left;
        synchronized (OPEN) {
            left = List.copyOf(OPEN);
        }
        left.forEach(Closing::run);
    }
}
