package org.postbound.ra;

/** The end of several things that depend on each other. */
final class Ending {
    private Ending() {}

    /** Takes each step in this order, whatever became of those before; throws what the last one that failed has thrown. */
    static void all(Runnable... steps) {
        from(0, steps);
    }

    private static void from(int next, Runnable... steps) {
        if (next < steps.length) {
            try {
                steps[next].run();
            } finally {
                from(next + 1, steps);
            }
        }
    }
}
