package org.postbound.it.crash;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** The application: takes an order, and answers when its transaction has ended. */
@WebServlet("/orders")
@DataSourceDefinition(
        name = "java:app/jdbc/orders",
        className = "org.h2.jdbcx.JdbcDataSource",
        // A commit is in the file when it returns, not half a second later. Results are not used again: H2 does not
        // notice
        // that recovery has changed a table since.
        url = "jdbc:h2:file:./database/shop;WRITE_DELAY=0;OPTIMIZE_REUSE_RESULTS=FALSE",
        user = "sa",
        password = "sa")
public class Shop extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String LINE = "It is on its way to you, and arrives within the week, if all goes well.\n";

    @Resource
    private UserTransaction transaction;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager manager;

    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;

    @Resource(lookup = "java:/eis/Orders")
    private SmtpConnectionFactory orders;

    @Resource(lookup = "java:/eis/News")
    private SmtpConnectionFactory news;

    @Override
    public void init() {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY)");
            statement.execute(Diary.TABLE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int order = Integer.parseInt(request.getParameter("id"));
        Kind kind = Kind.valueOf(request.getParameter("kind"));
        response.setContentType("text/plain");
        response.getWriter().print(take(order, kind));
    }

    /** Whatever else than a commit or a rollback comes of it is told with its reason. */
    private String take(int order, Kind kind) {
        try {
            return kind == Kind.ASYNCHRONOUS ? sendAll(order, kind) : transact(order, kind);
        } catch (Exception e) {
            getServletContext().log("order " + order, e);
            return e.toString();
        }
    }

    private String sendAll(int order, Kind kind) {
        kind.routes().forEach(route -> send(order, kind, route));
        return Order.Outcome.COMMITTED.name();
    }

    private String transact(int order, Kind kind) throws Exception {
        transaction.begin();
        try {
            if (kind == Kind.MAIL_FIRST) {
                sendAll(order, kind);
                insert(order);
            } else {
                if (kind.hasRow()) {
                    insert(order);
                }
                sendAll(order, kind);
            }
            if (kind == Kind.REFUSED) {
                manager.getTransaction().enlistResource(new Refusal());
            }
            if (kind != Kind.ROLLED_BACK) {
                transaction.commit();
                return Order.Outcome.COMMITTED.name();
            }
        } catch (RollbackException e) {
            return Order.Outcome.ROLLED_BACK.name();
        } finally {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        }
        return Order.Outcome.ROLLED_BACK.name();
    }

    private void insert(int order) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            insert.setInt(1, order);
            insert.executeUpdate();
        }
    }

    private void send(int order, Kind kind, String route) {
        try (SmtpConnection connection = ("news".equals(route) ? news : orders).getConnection()) {
            connection.send(Email.builder()
                    .to((kind == Kind.LATER ? Relay.LATER + order : "jo") + "@example.org")
                    .messageId(Told.messageId(order + "/" + route))
                    .subject("Your order")
                    .header(Relay.HEADER, order + "/" + route)
                    .text(LINE.repeat(kind.kilobytes() * 1024 / LINE.length()))
                    .build());
        }
    }
}
