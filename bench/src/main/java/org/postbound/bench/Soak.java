package org.postbound.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.postbound.SmtpConnection;

/** Many messages over one connection, with a look at the heap and the threads now and then. */
final class Soak {
    /** What a collection leaves differs by some hundred kilobytes, whatever is done. */
    private static final long NOISE = 1 << 20;

    private Soak() {}

    /**
     * What was seen.
     *
     * @param messages how many were sent so far
     * @param heapBytes what was in use after a collection
     * @param threads live threads
     * @param perSecond messages per second since the last look
     */
    record Look(int messages, long heapBytes, int threads, double perSecond) {}

    static List<Look> run(int messages, Sink sink, PrintStream progress) throws Exception {
        TestMessage message = TestMessage.of(new Case(Sink.Kind.PLAIN, 0, 4 * 1024, 1, 1, false));
        List<Look> looks = new ArrayList<>();
        try (SmtpConnection connection =
                PostboundPeer.factory(sink.port(), false).getConnection()) {
            // The first message opens the connection and loads classes.
            PostboundPeer.check(connection.send(PostboundPeer.email(message)));
            looks.add(look(0, 0));
            int sent = 0;
            for (int until : new int[] {messages / 10, messages / 2, messages}) {
                int part = until - sent;
                long start = System.nanoTime();
                for (; sent < until; sent++) {
                    PostboundPeer.check(connection.send(PostboundPeer.email(message)));
                }
                looks.add(look(sent, part * 1e9 / (System.nanoTime() - start)));
            }
        }
        progress.printf("%nSoak: Postbound send, 4 KB, one connection%n");
        looks.forEach(look -> progress.printf(
                "%,10d messages: %,8d KB of heap in use, %d threads, %,.0f per second%n",
                look.messages(), look.heapBytes() / 1024, look.threads(), look.perSecond()));
        progress.println(grows(looks) ? "It grows." : "No growth of heap or threads.");
        return looks;
    }

    /** From the second look on, since the compiler and caches settle before. */
    static boolean grows(List<Look> looks) {
        Look settled = looks.get(1);
        Look last = looks.get(looks.size() - 1);
        return last.heapBytes() > settled.heapBytes() + NOISE || last.threads() > settled.threads();
    }

    private static Look look(int messages, double perSecond) {
        long heap = Long.MAX_VALUE;
        // Soft references and finalisation may need another go.
        for (int i = 0; i < 3; i++) {
            System.gc();
            heap = Math.min(
                    heap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return new Look(messages, heap, threads, perSecond);
    }
}
