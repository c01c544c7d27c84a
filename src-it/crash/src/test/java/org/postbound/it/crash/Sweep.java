package org.postbound.it.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Kills a server again and again; after each kill it starts it, waits until recovery is over, and compares. */
final class Sweep implements AutoCloseable {
    private static final Duration TO_REACH = Duration.ofMinutes(1);
    private static final Duration TO_RECOVER = Duration.ofMinutes(2);
    private static final Duration TICK = Duration.ofMillis(300);
    private static final int CUSTOMERS = 2;
    private static final int WAITING = 5;
    private static final String SOAK = "at any moment, all kinds of transactions";

    private final Random random;
    private final Relay relay;
    private final WildFly wildFly;
    private final Customers customers;
    private final List<Order> all = new ArrayList<>();
    private Run run;

    Sweep(Path work, long seed) throws Exception {
        random = new Random(seed);
        customers = new Customers(random);
        relay = new Relay();
        wildFly = new WildFly(work, relay.port());
        run = wildFly.start(List.of());
        run.awaitUp();
    }

    /** Kills the server at a point. The server is up when this begins, and when it ends. */
    Round at(Point point) throws Exception {
        relay.offer(point.extensions());
        List<Kind> kinds = point.kinds();
        if (!point.flowing()) {
            relay.hold(true);
            customers.order(run.shop(), kinds, WAITING);
        }
        CompletableFuture<Void> reached =
                point.step().isPresent() ? relay.stopAt(point.step().get()) : run.arm(point.way());
        customers.begin(run.shop(), kinds, CUSTOMERS);
        await(reached, point.name());
        kill();
        if (!point.wayAtStart().isEmpty()) {
            run = wildFly.start(point.wayAtStart());
            await(run.reachedAtStart(), point.name());
            kill();
        }
        relay.hold(false);
        return recover(point.name(), point.flowing());
    }

    private static void await(CompletableFuture<Void> reached, String point)
            throws InterruptedException, ExecutionException {
        try {
            reached.get(TO_REACH.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing has come to the point: " + point, e);
        }
    }

    private void kill() throws IOException {
        relay.expectKill();
        run.kill();
        relay.clientWasKilled();
    }

    /** Kills the server at a moment of its work, sometimes also at one of its start. */
    Round atRandom() throws Exception {
        relay.offer(anyExtensions());
        customers.begin(run.shop(), List.of(Kind.values()), 2 * CUSTOMERS);
        run.live(Duration.ofMillis(300 + random.nextInt(4000)));
        kill();
        if (random.nextInt(4) == 0) {
            run = wildFly.start(List.of());
            run.live(Duration.ofMillis(2000 + random.nextInt(8000)));
            kill();
        }
        return recover(SOAK, true);
    }

    private Set<String> anyExtensions() {
        return switch (random.nextInt(3)) {
            case 0 -> Set.of();
            case 1 -> Set.of("PIPELINING");
            default -> Set.of("PIPELINING", "CHUNKING");
        };
    }

    private Round recover(String point, boolean flowing) throws Exception {
        List<Order> orders = customers.end();
        all.addAll(orders);
        run = wildFly.start(List.of());
        run.awaitUp();
        Set<Integer> rows = awaitRecovery(point);
        Audit audit = Audit.of(orders, rows, relay.log());
        if (!flowing) {
            audit = audit.withoutExcuse();
        }
        return new Round(point, audit, run.age());
    }

    /** Returns the rows when neither a branch is prepared nor a mail waits, and all decisions are carried out. */
    private Set<Integer> awaitRecovery(String point) throws IOException, InterruptedException {
        while (true) {
            Map<Boolean, List<String>> lines = customers
                    .books(run.shop())
                    .lines()
                    .collect(Collectors.partitioningBy(line -> line.startsWith(Books.ROW)));
            List<String> open = lines.get(false);
            if (open.isEmpty() && !wildFly.hasDecisions()) {
                return lines.get(true).stream()
                        .map(line -> Integer.valueOf(line.substring(Books.ROW.length())))
                        .collect(Collectors.toSet());
            }
            if (run.age().compareTo(TO_RECOVER) > 0) {
                throw new IllegalStateException("%s, %s: recovery does not end, what is open: %s, decisions: %s"
                        .formatted(point, run, open, wildFly.hasDecisions()));
            }
            wildFly.askForRecovery();
            run.live(TICK);
        }
    }

    /** Compares once more, everything since the beginning: nothing may have changed since its round. */
    Audit everything() throws Exception {
        Set<Integer> rows = awaitRecovery("the end");
        Relay.Log log = relay.log();
        Set<Integer> known = all.stream().map(Order::id).collect(Collectors.toSet());
        List<String> strangers = new ArrayList<>();
        rows.stream().filter(row -> !known.contains(row)).forEach(row -> strangers.add("row " + row + " of nobody"));
        log.mails().stream()
                .map(Relay.Acceptance::mail)
                .filter(mail -> !known.contains(Integer.valueOf(mail.substring(0, mail.indexOf('/')))))
                .forEach(mail -> strangers.add("mail " + mail + " of nobody"));
        return Audit.of(all, rows, log).and(new Audit(0, 0, 0, List.of(), strangers, List.of(), List.of()));
    }

    @Override
    public void close() throws IOException {
        run.kill();
        wildFly.close();
        relay.close();
    }
}
