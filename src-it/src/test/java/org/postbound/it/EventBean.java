package org.postbound.it;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
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
    private static final Set<String> FAILED_FOR = ConcurrentHashMap.newKeySet();

    @Resource(lookup = "java:app/jdbc/events")
    private DataSource database;

    @Override
    public void onDelivery(DeliveryEvent event) {
        String recipient = event.recipients().get(0).address();
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
}
