package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.transaction.xa.XAResource;
import org.postbound.OutboxException;
import org.postbound.outbox.CrashingOutbox;
import org.postbound.outbox.Due;
import org.postbound.outbox.Outbox;

/** An application that writes a row and mail for each order, and what is left of both when the power failed. */
final class Shop {
    static final List<String> ROUTES = List.of("orders", "news");

    static final String ROWS = "rows";
    /** A pass acts on what an earlier one has seen. */
    private static final int PASSES = 6;

    private final Narayana narayana;
    private final Failure failure;
    private final CrashingOutbox disk;
    private final Rows rows = new Rows();
    private final Map<Order, Outcome> outcomes = new LinkedHashMap<>();

    /** What a power failure hits. */
    enum Failure {
        /** The whole machine: outbox, rows and the transaction manager with its log. */
        OF_EVERYTHING,
        /** The outbox's disk: database and transaction manager go on. */
        OF_THE_OUTBOX
    }

    /**
     * A transaction.
     *
     * @param number of the row, and of the message in each route
     * @param parts the routes, and whether there is a row, in the order of their enlistment
     * @param lines of the message
     * @param end what the application does with it
     */
    record Order(int number, List<String> parts, int lines, End end) {}

    enum End {
        COMMIT,
        ROLLBACK,
        /** It is still busy when the process ends. */
        NEVER
    }

    private enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    Shop(Narayana narayana, Failure failure, long seed) {
        this.narayana = narayana;
        this.failure = failure;
        this.disk = new CrashingOutbox(seed, Clock.systemUTC());
    }

    /**
     * Starts, recovers what the last crash has left in doubt, checks what is there, and takes orders until the power fails.
     *
     * @param operations how many operations of the disk succeed
     * @param orders the orders
     * @return whether the power failed
     */
    boolean live(int operations, List<Order> orders) throws Exception {
        disk.failAfter(operations);
        narayana.log().on(elsewhere());
        try {
            new Running(disk.start()).live(orders);
        } catch (OutboxException e) {
            assertTrue(disk.isOff(), () -> "not for want of power: " + e);
        }
        boolean failed = disk.isOff();
        narayana.log().on(Storage.SOUND);
        disk.crash();
        return failed;
    }

    private Storage elsewhere() {
        return failure == Failure.OF_EVERYTHING ? change -> disk.change(change::make) : Storage.SOUND;
    }

    /** What is gone when the process is. */
    private final class Running {
        private final Outbox outbox;
        private final OutboxBranches branches;
        private final TransactionManager manager = narayana.manager();

        Running(Outbox outbox) {
            this.outbox = outbox;
            this.branches = new OutboxBranches(outbox);
        }

        void live(List<Order> orders) throws Exception {
            XAResourceRecoveryHelper offer = Narayana.offer(this::resources);
            try {
                recover();
                take(orders);
                if (disk.isOff()) {
                    // A database that goes on must not take the silence for an answer.
                    narayana.recover();
                }
            } finally {
                Narayana.withdraw(offer);
            }
        }

        private List<XAResource> resources() {
            List<XAResource> resources = new ArrayList<>();
            resources.add(new NamedResource(ROWS, rows.connect(elsewhere())));
            ROUTES.forEach(route -> resources.add(resource(route, connect(route))));
            return resources;
        }

        private Enlistment connect(String route) {
            return branches.of(route).newEnlistment(narayana::current);
        }

        private NamedResource resource(String route, Enlistment connection) {
            return new NamedResource(route, connection.resource());
        }

        private void recover() throws Exception {
            for (int pass = 0; pass < PASSES && !disk.isOff() && !isDecided(); pass++) {
                narayana.recover();
            }
            if (!disk.isOff()) {
                assertTrue(isDecided(), "something is still in doubt");
                check();
            }
        }

        private boolean isDecided() throws Exception {
            return rows.areDecided()
                    && ROUTES.stream().allMatch(route -> outbox.branches(route).isEmpty())
                    && narayana.isLogEmpty();
        }

        private void take(List<Order> orders) throws Exception {
            for (Order order : orders) {
                if (disk.isOff()) {
                    return;
                }
                outcomes.put(order, outcome(order));
            }
        }

        /**
         * What the application is told. A machine without power tells nothing, whatever its manager would have said. How far
         * a commit in one phase has come, of an outbox that failed, nobody knows before it is read again, so the manager
         * keeps it in its log until an administrator has looked.
         */
        private Outcome outcome(Order order) throws Exception {
            manager.begin();
            Transaction transaction = manager.getTransaction();
            try {
                for (String part : order.parts()) {
                    work(part, order);
                }
                if (order.end() == End.COMMIT) {
                    manager.commit();
                    return Outcome.COMMITTED;
                }
                if (order.end() == End.ROLLBACK) {
                    manager.rollback();
                }
                return Outcome.ROLLED_BACK;
            } catch (RollbackException e) {
                assertTrue(disk.isOff(), () -> "rolled back with power: " + e);
                return failure == Failure.OF_THE_OUTBOX ? Outcome.ROLLED_BACK : Outcome.UNKNOWN;
            } catch (HeuristicMixedException e) {
                assertTrue(disk.isOff(), () -> "in doubt with power: " + e);
                if (failure == Failure.OF_THE_OUTBOX) {
                    assertEquals(1, order.parts().size(), () -> "in doubt in two phases: " + e);
                    narayana.deleteFromLog(transaction);
                }
                return Outcome.UNKNOWN;
            } finally {
                narayana.abandon();
            }
        }

        private void work(String part, Order order) throws Exception {
            if (part.equals(ROWS)) {
                Rows.Connection connection = rows.connect(elsewhere());
                assertTrue(manager.getTransaction().enlistResource(new NamedResource(ROWS, connection)));
                connection.insert(order.number());
            } else {
                Enlistment connection = connect(part);
                assertTrue(manager.getTransaction().enlistResource(resource(part, connection)));
                connection.stage(
                        connection.key().orElseThrow(), List.of(TestMessages.message(order.number(), order.lines())));
            }
        }

        private void check() {
            Map<String, List<Integer>> there = there();
            outcomes.replaceAll((order, outcome) -> outcome == Outcome.UNKNOWN
                    ? there.get(order.parts().get(0)).contains(order.number()) ? Outcome.COMMITTED : Outcome.ROLLED_BACK
                    : outcome);
            assertEquals(expected(), there, () -> outcomes.toString());
        }

        private Map<String, List<Integer>> there() {
            Map<String, List<Integer>> there = new TreeMap<>();
            there.put(ROWS, rows.committed().stream().sorted().toList());
            for (String route : ROUTES) {
                List<Due> due = outbox.takeDue(route, Instant.MAX, Integer.MAX_VALUE);
                due.forEach(one -> outbox.release(one.id()));
                there.put(
                        route,
                        due.stream()
                                .map(Due::messageId)
                                .map(TestMessages::number)
                                .sorted()
                                .toList());
            }
            return there;
        }
    }

    private Map<String, List<Integer>> expected() {
        Map<String, List<Integer>> expected = new TreeMap<>();
        expected.put(ROWS, new ArrayList<>());
        ROUTES.forEach(route -> expected.put(route, new ArrayList<>()));
        outcomes.forEach((order, outcome) -> {
            if (outcome == Outcome.COMMITTED) {
                order.parts().forEach(part -> expected.get(part).add(order.number()));
            }
        });
        return expected;
    }
}
