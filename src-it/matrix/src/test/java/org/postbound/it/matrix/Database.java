package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The sample's database, while nobody else has it open.
 *
 * @param file without the suffix that H2 gives it
 */
record Database(Path file) {
    /** The branches that are prepared, and that nobody has decided. */
    List<String> inDoubt() throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + file + ";IFEXISTS=TRUE", "sa", "sa");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT TRANSACTION_NAME FROM INFORMATION_SCHEMA.IN_DOUBT")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
