package org.postbound.it;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Rows in an XA data source, which have to be there if and only if the mail is. */
@Stateless
@DataSourceDefinition(
        name = "java:app/jdbc/orders",
        className = "org.h2.jdbcx.JdbcDataSource",
        url = "jdbc:h2:mem:it;DB_CLOSE_DELAY=-1",
        user = "sa",
        password = "sa")
public class Orders {
    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;

    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void clear() throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS orders (item VARCHAR(100))");
            statement.execute("DELETE FROM orders");
        }
    }

    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void insert(String item) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            insert.setString(1, item);
            insert.executeUpdate();
        }
    }

    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public int count() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM orders");
                ResultSet result = query.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }
}
