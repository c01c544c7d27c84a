package org.postbound.it.crash;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postbound.it.crash.Point.Traffic;

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
    private final boolean events;
    private final List<Order> all = new ArrayList<>();
    private int kills;
    private int killsBefore;
    private Run run;

    private Sweep(Path work, long seed, List<Class<?>> beans) throws Exception {
        events = !beans.isEmpty();
        random = new Random(seed);
        customers = new Customers(random);
        relay = new Relay();
        wildFly = new WildFly(work, relay.port(), beans);
        run = wildFly.start(List.of());
        run.awaitUp();
    }

    /** A sweep of the shop. */
    static Sweep ofMail(Path work, long seed) throws Exception {
        return new Sweep(work, seed, List.of());
    }

    /** A sweep of the shop with its message-driven beans. */
    static Sweep ofEvents(Path work, long seed) throws Exception {
        return new Sweep(work, seed, List.of(Clerk.class, Reporter.class, Crier.class));
    }

    /** Kills the server at a point. The server is up when this begins, and when it ends. */
    Round at(Point point) throws Exception {
        relay.offer(point.extensions());
        List<Kind> kinds = point.kinds();
        boolean oneMail = point.traffic() == Traffic.ONE_MAIL;
        if (point.traffic() != Traffic.MAIL_FLOWS) {
            relay.hold(true);
            customers.order(run.shop(), kinds, oneMail ? 1 : WAITING);
        }
        CompletableFuture<Void> reached =
                point.step().isPresent() ? relay.stopAt(point.step().get()) : run.arm(point.way());
        if (oneMail) {
            relay.hold(false);
        } else {
            customers.begin(run.shop(), kinds, CUSTOMERS);
        }
        await(reached, point.name());
        kill();
        if (!point.wayAtStart().isEmpty()) {
            run = wildFly.start(point.wayAtStart());
            await(run.reachedAtStart(), point.name());
            kill();
        }
        relay.hold(false);
        return recover(point.name(), point.traffic() != Traffic.MAIL_WAITS);
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
        kills++;
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
        Found found = awaitRecovery(point);
        Relay.Log log = relay.log();
        Audit audit = Audit.of(orders, found.rows(), log);
        if (!flowing) {
            audit = audit.withoutExcuse();
        }
        EventAudit told = toldOf(orders, found, log, kills - killsBefore);
        killsBefore = kills;
        return new Round(point, audit, told, run.age());
    }

    private EventAudit toldOf(List<Order> orders, Found found, Relay.Log log, int times) {
        return events ? EventAudit.of(orders, found.told(), log, times) : EventAudit.NONE;
    }

    /** Returns what there is when nothing is open any more, and all decisions are carried out. */
    private Found awaitRecovery(String point) throws IOException, InterruptedException {
        while (true) {
            Found found = Found.in(customers.books(run.shop()));
            if (found.open().isEmpty() && !wildFly.hasDecisions()) {
                return found;
            }
            if (run.age().compareTo(TO_RECOVER) > 0) {
                throw new IllegalStateException("%s, %s: recovery does not end, what is open: %s, decisions: %s"
                        .formatted(point, run, found.open(), wildFly.hasDecisions()));
            }
            wildFly.askForRecovery();
            run.live(TICK);
        }
    }

    /** Compares once more, everything since the beginning: nothing may have changed since its round. */
    List<String> violations() throws Exception {
        Found found = awaitRecovery("the end");
        Relay.Log log = relay.log();
        Audit audit = Audit.of(all, found.rows(), log);
        List<String> violations =
                new ArrayList<>(new Round("the end", audit, toldOf(all, found, log, kills), run.age()).violations());
        Set<Integer> known = all.stream().map(Order::id).collect(Collectors.toSet());
        found.rows().stream().filter(not(known::contains)).forEach(row -> violations.add("row " + row + " of nobody"));
        Stream.concat(
                        log.mails().stream().map(Relay.Acceptance::mail),
                        found.told().stream().map(Told::mail))
                .filter(mail -> !known.contains(Order.id(mail)))
                .forEach(mail -> violations.add("mail " + mail + " of nobody"));
        return violations;
    }

    @Override
    public void close() throws IOException {
        run.kill();
        wildFly.close();
        relay.close();
    }
}
