package org.postbound.it.agent;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * The gates that threads go through, most of them open. Armed with a way, a list of gates, they let threads pass until the
 * last gate of the way is reached after all the others, by whatever threads; there the thread stays for ever, or is only told of.
 */
public final class Gates {
    /** To be had by those who stay for ever. */
    private static final Object FOR_EVER = new Object();

    private static final Deque<String> WAY = new ArrayDeque<>();
    private static volatile boolean armed;
    private static volatile boolean holding;
    private static Runnable onReached = () -> {};

    private Gates() {}

    /** Installs the listener. */
    static void onReached(Runnable listener) {
        onReached = listener;
    }

    /** Begins a new way, and says whether the thread at its end is to stay; an empty one opens all gates. */
    static void arm(Collection<String> way, boolean hold) {
        synchronized (WAY) {
            WAY.clear();
            WAY.addAll(way);
            holding = hold;
            armed = !way.isEmpty();
        }
    }

    /**
     * A thread comes to a gate.
     *
     * @param gate its name
     */
    public static void pass(String gate) {
        if (armed && isEndOfWay(gate)) {
            boolean hold = holding; // whoever is told may begin another way
            onReached.run();
            if (hold) {
                stay();
            }
        }
    }

    private static boolean isEndOfWay(String gate) {
        synchronized (WAY) {
            if (!gate.equals(WAY.peek())) {
                return false;
            }
            WAY.remove();
            armed = !WAY.isEmpty();
            return !armed;
        }
    }

    /** Neither an interrupt nor a shutdown of the server lets the thread go on. */
    private static void stay() {
        synchronized (FOR_EVER) {
            while (true) {
                try {
                    FOR_EVER.wait();
                } catch (InterruptedException e) {
                    // Whoever wants it to go on comes too late.
                }
            }
        }
    }
}
