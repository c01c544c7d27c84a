package org.postbound.it.crash;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import javax.sql.DataSource;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryListener;

/** Writes down what was accepted of one route, in the transaction in which it is acknowledged. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "SubscriptionName", propertyValue = "reporter"),
            @ActivationConfigProperty(propertyName = "Route", propertyValue = "news"),
            @ActivationConfigProperty(propertyName = "Events", propertyValue = Told.ACCEPTED)
        })
public class Reporter implements DeliveryListener {
    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;

    @Override
    public void onDelivery(DeliveryEvent event) {
        Diary.write(database, Told.Listener.REPORTER, event);
    }
}
