package org.postbound.it;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryListener;

/** Writes a row for each event, in the transaction in which the event is acknowledged. Fails once for {@code failing}. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "SubscriptionName", propertyValue = "rows"),
            @ActivationConfigProperty(propertyName = "Route", propertyValue = "events"),
            @ActivationConfigProperty(propertyName = "Events", propertyValue = "ACCEPTED,DEFERRED,FAILED")
        })
public class EventBean implements DeliveryListener {
    /** A line for each time that the bean was told of an event. */
    static final Path TOLD = Path.of(System.getProperty("jboss.server.data.dir"), "events-told.txt");

    private static final Set<String> FAILED_FOR = ConcurrentHashMap.newKeySet();

    @Resource(lookup = "java:app/jdbc/events")
    private DataSource database;

    @Override
    public void onDelivery(DeliveryEvent event) {
        String recipient = event.recipients().get(0).address();
        note(recipient + " " + event.kind());
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO events VALUES (?, ?)")) {
            insert.setString(1, recipient);
            insert.setString(2, event.kind().name());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new EJBException(e);
        }
        if (recipient.startsWith("failing") && FAILED_FOR.add(event.outboxId())) {
            throw new IllegalStateException("fails once, after it has written its row");
        }
    }

    /** Whatever becomes of the transaction. */
    private static synchronized void note(String told) {
        try {
            Files.writeString(TOLD, told + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
