package org.postbound.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A client in this JVM: a thread for each connection. */
final class ThreadedClient implements Client {
    private final List<Sender> senders = new ArrayList<>();
    private final ExecutorService threads;
    private final AutoCloseable shared;

    private ThreadedClient(int connections, AutoCloseable shared) {
        this.shared = shared;
        threads = Executors.newFixedThreadPool(connections);
    }

    /** Connects; what the connections share is closed after them. */
    static Client connect(int connections, AutoCloseable shared, Callable<Sender> newSender) throws Exception {
        ThreadedClient client = new ThreadedClient(connections, shared);
        try {
            for (int i = 0; i < connections; i++) {
                client.senders.add(newSender.call());
            }
            return client;
        } catch (Exception e) {
            client.close();
            throw e;
        }
    }

    static Client connect(int connections, Callable<Sender> newSender) throws Exception {
        return connect(connections, () -> {}, newSender);
    }

    @Override
    public Sample run(Duration atLeast) throws Exception {
        CyclicBarrier start = new CyclicBarrier(senders.size());
        List<Callable<Sample>> loops = new ArrayList<>();
        for (Sender sender : senders) {
            loops.add(() -> {
                start.await();
                return loop(sender, atLeast.toNanos());
            });
        }
        Sample sum = new Sample(0, 0);
        for (Future<Sample> loop : threads.invokeAll(loops)) {
            Sample one = loop.get();
            sum = new Sample(sum.messages() + one.messages(), sum.perSecond() + one.perSecond());
        }
        return sum;
    }

    private static Sample loop(Sender sender, long atLeast) throws Exception {
        long messages = 0;
        long start = System.nanoTime();
        long elapsed;
        do {
            messages += sender.send();
            elapsed = System.nanoTime() - start;
        } while (elapsed < atLeast);
        return new Sample(messages, messages * 1e9 / elapsed);
    }

    @Override
    public void close() throws Exception {
        threads.shutdown();
        for (Sender sender : senders) {
            sender.close();
        }
        shared.close();
    }
}
