package org.postbound.it.crash;

import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.postbound.config.OutboxConfig;
import org.postbound.outbox.Journals;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxEvents;
import org.postbound.outbox.Subscriptions;

/**
 * Shows what there is, a line for each: the branches that database and outbox have prepared, the messages that wait, the
 * events that are kept, the rows, and what beans have written down.
 */
@WebServlet("/books")
public class Books extends HttpServlet {
    /** How the line of a row begins. */
    static final String ROW = "row ";

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        PrintWriter out = response.getWriter();
        try (Journals.Lease outbox = shared();
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            show(outbox.outbox(), "orders", out);
            show(outbox.outbox(), "news", out);
            outbox.outbox().subscriptions().list().forEach(subscribed -> show(outbox.outbox(), subscribed, out));
            list(
                    statement,
                    "SELECT 'prepared ' || TRANSACTION_NAME || ' ' || TRANSACTION_STATE FROM INFORMATION_SCHEMA.IN_DOUBT",
                    out);
            list(statement, "SELECT '" + ROW + "' || id FROM orders ORDER BY id", out);
            list(statement, Diary.LINES, out);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** The adapter beside this application has it open, and is told of what happens to it. */
    private static Journals.Lease shared() {
        return Journals.open(
                OutboxConfig.Journal.of(Path.of(System.getProperty("jboss.server.data.dir"), "postbound-outbox")),
                Clock.systemUTC(),
                "the sweep",
                new Nobody());
    }

    private static final class Nobody implements OutboxEvents {
        @Override
        public void stopped(Throwable why) {
            // The adapter logs it.
        }

        @Override
        public void troubled(String what, Exception why) {
            // The adapter logs it.
        }
    }

    private static void show(Outbox outbox, String route, PrintWriter out) {
        outbox.branches(route).forEach(branch -> out.print("branch %s %s\n".formatted(route, branch)));
        outbox.operator()
                .list(route, Optional.empty(), Integer.MAX_VALUE)
                .forEach(kept -> out.print(
                        "mail %s %s %s\n".formatted(route, kept.message().id(), kept.state())));
    }

    private static void show(Outbox outbox, Subscriptions.Subscribed subscribed, PrintWriter out) {
        String name = subscribed.subscription().name();
        outbox.subscriptions().branches(name).forEach(branch -> out.print("branch of %s %s\n".formatted(name, branch)));
        if (subscribed.events() > 0) {
            out.print("%d events for %s\n".formatted(subscribed.events(), name));
        }
    }

    private static void list(Statement statement, String query, PrintWriter out) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                out.print(rows.getString(1) + "\n");
            }
        }
    }
}
