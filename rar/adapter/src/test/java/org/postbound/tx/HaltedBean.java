package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.h2.jdbcx.JdbcDataSource;
import org.postbound.DeliveryEvent;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.DurableSubscription;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxEvents;
import org.postbound.outbox.Subscriptions;
import org.postbound.outbox.Subscriptions.PendingEvent;

/** A process with a bean that writes a row for each event, database and transaction manager, all files in one directory. */
final class HaltedBean {
    private static final List<String> SUBSCRIPTIONS = List.of("rows", "others");
    private static final String ROW = "row";
    private static final int PASSES = 6;

    /** When it halts, while it is told of the second event of the first subscription. */
    enum Moment {
        TOLD,
        ACKNOWLEDGEMENT_PREPARED,
        ROW_PREPARED,
        DECIDED,
        ACKNOWLEDGEMENT_COMMITTED,
        ROW_COMMITTED;

        private String event() {
            return switch (this) {
                case TOLD -> "told";
                case ACKNOWLEDGEMENT_PREPARED -> "rows prepared";
                case ROW_PREPARED -> "row prepared";
                case DECIDED -> "rows to be committed";
                case ACKNOWLEDGEMENT_COMMITTED -> "rows committed";
                case ROW_COMMITTED -> "row committed";
            };
        }
    }

    private final Moment moment;
    private final Narayana narayana;
    private final Outbox outbox;
    private final Subscriptions subscriptions;
    private final Acknowledgements acknowledgements;
    private final XAConnection database;
    private boolean halting;

    private HaltedBean(Moment moment, Path directory) throws Exception {
        this.moment = moment;
        narayana = Narayana.start(directory.resolve("narayana"));
        Journals.Lease lease = Journals.open(
                OutboxConfig.Journal.of(directory.resolve("outbox")), Clock.systemUTC(), "test", new Strict());
        Thread writer = new Thread(lease, "writer");
        writer.setDaemon(true);
        writer.start();
        outbox = lease.outbox();
        subscriptions = outbox.subscriptions();
        acknowledgements = new Acknowledgements(subscriptions);
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("rows"));
        database = source.getXAConnection();
    }

    private static final class Strict implements OutboxEvents {
        @Override
        public void stopped(Throwable why) {
            throw new AssertionError(why);
        }

        @Override
        public void troubled(String what, Exception why) {
            throw new AssertionError(what, why);
        }
    }

    /** Takes a moment and a directory; with a further argument it recovers what the one before has left. */
    public static void main(String[] arguments) throws Exception {
        HaltedBean process = new HaltedBean(Moment.valueOf(arguments[0]), Path.of(arguments[1]));
        if (arguments.length > 2) {
            process.recover();
        } else {
            process.work();
        }
    }

    /** Three messages are accepted, one is rolled back; then a bean is told. */
    private void work() throws Exception {
        try (Connection connection = database.getConnection();
                Statement create = connection.createStatement()) {
            create.execute("create table told (subscription varchar, number int)");
        }
        for (String subscription : SUBSCRIPTIONS) {
            subscriptions.activate(new DurableSubscription(
                    subscription, Optional.empty(), EnumSet.allOf(DeliveryEvent.Kind.class), Duration.ofDays(1)));
        }
        outbox.prepare("default", Xids.of(1), List.of(stored(4)));
        outbox.rollback("default", Xids.of(1));
        for (int number = 1; number <= 3; number++) {
            outbox.add("default", List.of(stored(number)));
            Due due = outbox.takeDue("default", Instant.now(), 1).get(0);
            outbox.settle(due.id(), Attempt.accepted(Instant.now(), List.of())).await();
        }
        tell("rows");
        tell("others");
        halting = true;
        tell("rows");
    }

    private Outbox.Stored stored(int number) {
        return new Outbox.Stored(outbox.newId(), TestMessages.message(number));
    }

    /** Returns whether there was an event. */
    private boolean tell(String subscription) throws Exception {
        Optional<PendingEvent> event = subscriptions.take(subscription, Instant.now());
        if (event.isEmpty()) {
            return false;
        }
        TransactionManager manager = narayana.manager();
        manager.begin();
        Acknowledgement acknowledgement = acknowledgements.of(subscription);
        for (XAResource resource : resources(subscription, acknowledgement)) {
            assertTrue(manager.getTransaction().enlistResource(resource));
        }
        assertTrue(acknowledgement.stage(event.get().id()));
        try (Connection connection = database.getConnection();
                Statement insert = connection.createStatement()) {
            insert.execute("insert into told values ('%s', %d)"
                    .formatted(
                            subscription,
                            TestMessages.number(event.get().event().messageId())));
            reached("told");
            manager.commit();
        }
        return true;
    }

    private List<XAResource> resources(String subscription, Acknowledgement acknowledgement) throws SQLException {
        return List.of(
                new Halting(subscription, acknowledgement.resource(), this::reached),
                new Halting(ROW, database.getXAResource(), this::reached));
    }

    private void reached(String event) {
        if (halting && event.equals(moment.event())) {
            Runtime.getRuntime().halt(HaltedProcess.EXIT_CODE);
        }
    }

    private void recover() throws Exception {
        Narayana.offer(() -> {
            try {
                List<XAResource> resources = new ArrayList<>();
                for (String subscription : SUBSCRIPTIONS) {
                    resources.addAll(resources(subscription, acknowledgements.of(subscription)));
                }
                return resources;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        for (int pass = 0; pass < PASSES; pass++) {
            narayana.recover();
        }
        for (String subscription : SUBSCRIPTIONS) {
            assertEquals(List.of(), subscriptions.branches(subscription));
            boolean more = true;
            while (more) {
                more = tell(subscription);
            }
            // In one transaction with the row: not only at least once, but once.
            assertEquals(List.of(1, 2, 3), told(subscription));
        }
        assertTrue(narayana.isLogEmpty(), "the log still has transactions");
    }

    private List<Integer> told(String subscription) throws SQLException {
        List<Integer> told = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement query = connection.createStatement();
                ResultSet result = query.executeQuery(
                        "select number from told where subscription = '%s' order by number".formatted(subscription))) {
            while (result.next()) {
                told.add(result.getInt(1));
            }
        }
        return told;
    }
}
