package org.postbound.it.crash;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postbound.DeliveryEvent;

/** Where the beans write what they are told, in their transaction if they have one. */
final class Diary {
    static final String TABLE =
            "CREATE TABLE IF NOT EXISTS diary (bean VARCHAR, mail VARCHAR, message VARCHAR, kind VARCHAR, attempt INT)";
    /** The lines that {@link Told} reads. */
    static final String LINES = "SELECT '" + Told.LINE
            + "' || bean || ' ' || mail || ' ' || message || ' ' || kind || ' ' || attempt FROM diary";

    private Diary() {}

    static void write(DataSource database, Told.Listener by, DeliveryEvent event) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO diary VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, by.name());
            insert.setString(2, Told.mail(event.messageId()));
            insert.setString(3, event.outboxId());
            insert.setString(4, event.kind().name());
            insert.setInt(5, event.attempt());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
