package org.postbound.it;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/**
 * Lets a test outside of the server send and look: {@code /events/commit?to=} and {@code /events/rollback?to=} send in a
 * transaction, {@code /events/rows} has a line for each event that the bean was told.
 */
@WebServlet(value = "/events/*", loadOnStartup = 1)
@DataSourceDefinition(
        name = "java:app/jdbc/events",
        className = "org.h2.jdbcx.JdbcDataSource",
        url = "jdbc:h2:file:${jboss.server.data.dir}/events;DB_CLOSE_ON_EXIT=FALSE",
        user = "sa",
        password = "sa")
public class EventsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource(lookup = "java:/eis/Events")
    private transient SmtpConnectionFactory mail;

    @Resource(lookup = "java:app/jdbc/events")
    private transient DataSource database;

    @Resource
    private transient UserTransaction transaction;

    @PostConstruct
    void createTable() {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS events (recipient VARCHAR(100), kind VARCHAR(20))");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (request.getPathInfo()) {
                case "/commit" -> send(request.getParameter("to"), true);
                case "/rollback" -> send(request.getParameter("to"), false);
                default -> response.getWriter().print(String.join("\n", rows()));
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void send(String recipient, boolean commit) throws Exception {
        transaction.begin();
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(
                    Email.builder().to(recipient).text("It is on its way.\n").build());
        }
        if (commit) {
            transaction.commit();
        } else {
            transaction.rollback();
        }
    }

    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT recipient, kind FROM events")) {
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getString(2));
            }
        }
        return rows;
    }
}
