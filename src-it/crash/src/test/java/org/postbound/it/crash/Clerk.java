package org.postbound.it.crash;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryListener;

/** Writes down every event, in the transaction in which it is acknowledged. Some of its transactions fail. */
@MessageDriven(activationConfig = @ActivationConfigProperty(propertyName = "SubscriptionName", propertyValue = "clerk"))
public class Clerk implements DeliveryListener {
    private static final int FAILING = 5;
    private static final Set<String> FAILED_FOR = ConcurrentHashMap.newKeySet();

    @Resource(lookup = "java:app/jdbc/orders")
    private DataSource database;

    @Override
    public void onDelivery(DeliveryEvent event) {
        Diary.write(database, Told.Listener.CLERK, event);
        if (Order.id(Told.mail(event.messageId())) % FAILING == 0 && FAILED_FOR.add(event.outboxId())) {
            throw new IllegalStateException("fails once, after it has written its row");
        }
    }
}
