package org.postbound.it.crash;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import javax.sql.DataSource;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryListener;

/** Writes down every event without a transaction; it is acknowledged afterwards. */
@MessageDriven(activationConfig = @ActivationConfigProperty(propertyName = "SubscriptionName", propertyValue = "crier"))
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Crier implements DeliveryListener {
    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;

    @Override
    public void onDelivery(DeliveryEvent event) {
        Diary.write(database, Told.Listener.CRIER, event);
    }
}
