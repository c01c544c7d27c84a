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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.h2.jdbcx.JdbcDataSource;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.Due;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxEvents;

/** A process with outbox, database and transaction manager, whose files are in one directory. */
final class HaltedProcess {
    static final int EXIT_CODE = 99;

    private static final String MAIL = "mail";
    private static final String ROW = "row";
    private static final int PASSES = 6;

    /** When it halts, with which resource enlisted first, and how many transactions have to be there in the end. */
    enum Moment {
        PREPARED(MAIL, ROW + " prepared", 1),
        DECIDED(MAIL, MAIL + " to be committed", 2),
        MAIL_COMMITTED(MAIL, MAIL + " committed", 2),
        ROW_COMMITTED(ROW, ROW + " committed", 2);

        private final String first;
        private final String event;
        private final int transactions;

        Moment(String first, String event, int transactions) {
            this.first = first;
            this.event = event;
            this.transactions = transactions;
        }
    }

    private final Moment moment;
    private final Narayana narayana;
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final Outbox outbox;
    private final Branches branches;
    private final XAConnection database;
    private boolean halting;

    private HaltedProcess(Moment moment, Path directory) throws Exception {
        this.moment = moment;
        narayana = Narayana.start(directory.resolve("narayana"));
        Journals.Lease lease = Journals.open(
                OutboxConfig.Journal.of(directory.resolve("outbox")), Clock.systemUTC(), "test", new Recorded());
        Thread writer = new Thread(lease, "writer");
        writer.setDaemon(true);
        writer.start();
        outbox = lease.outbox();
        branches = new OutboxBranches(outbox).of("default");
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("rows"));
        database = source.getXAConnection();
    }

    private final class Recorded implements OutboxEvents {
        @Override
        public void stopped(Throwable why) {
            troubles.add(why.toString());
        }

        @Override
        public void troubled(String what, Exception why) {
            troubles.add(what + ": " + why);
        }
    }

    /** Takes a moment and a directory; with a further argument it recovers what the one before has left. */
    public static void main(String[] arguments) throws Exception {
        HaltedProcess process = new HaltedProcess(Moment.valueOf(arguments[0]), Path.of(arguments[1]));
        if (arguments.length > 2) {
            process.recover();
        } else {
            process.work();
        }
    }

    private void work() throws Exception {
        update("create table orders (number int)");
        commit(1);
        halting = true;
        commit(2);
    }

    private void update(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement update = connection.createStatement()) {
            update.execute(statement);
        }
    }

    private void commit(int number) throws Exception {
        TransactionManager manager = narayana.manager();
        Enlistment connection = branches.newEnlistment(narayana::current);
        manager.begin();
        List<XAResource> resources = resources(connection);
        if (moment.first.equals(ROW)) {
            resources = List.of(resources.get(1), resources.get(0));
        }
        try (Connection row = database.getConnection();
                Statement insert = row.createStatement()) {
            for (XAResource resource : resources) {
                assertTrue(manager.getTransaction().enlistResource(resource));
            }
            connection.stage(connection.key().orElseThrow(), List.of(TestMessages.message(number)));
            insert.execute("insert into orders values (%d)".formatted(number));
            manager.commit();
        }
    }

    private List<XAResource> resources(Enlistment connection) throws SQLException {
        return List.of(
                new Halting(MAIL, connection.resource(), this::reached),
                new Halting(ROW, database.getXAResource(), this::reached));
    }

    private void reached(String event) {
        if (halting && event.equals(moment.event)) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private void recover() throws Exception {
        Narayana.offer(() -> {
            try {
                return resources(branches.newEnlistment(narayana::current));
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        for (int pass = 0; pass < PASSES; pass++) {
            narayana.recover();
        }
        List<Integer> expected =
                IntStream.rangeClosed(1, moment.transactions).boxed().toList();
        assertEquals(expected, rows());
        assertEquals(expected, mail());
        assertEquals(List.of(), outbox.branches("default"));
        assertEquals(0, database.getXAResource().recover(XAResource.TMSTARTRSCAN).length);
        assertTrue(narayana.isLogEmpty(), "the log still has transactions");
        assertEquals(List.of(), troubles);
    }

    private List<Integer> rows() throws SQLException {
        List<Integer> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement query = connection.createStatement();
                ResultSet result = query.executeQuery("select number from orders order by number")) {
            while (result.next()) {
                rows.add(result.getInt(1));
            }
        }
        return rows;
    }

    private List<Integer> mail() {
        return outbox.takeDue("default", Instant.MAX, Integer.MAX_VALUE).stream()
                .map(Due::messageId)
                .map(TestMessages::number)
                .sorted()
                .toList();
    }
}
