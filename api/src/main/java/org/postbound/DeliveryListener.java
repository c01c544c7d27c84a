package org.postbound;

/**
 * What a message-driven bean implements to be told what becomes of mail in the outbox. Its activation names a durable
 * subscription: events are kept for it from then on, until they were told or their retention ends.
 */
public interface DeliveryListener {
    /**
     * Is told of an event, in the transaction in which the event is acknowledged. If that rolls back, or the bean throws, the
     * event is told again later; others are told meanwhile.
     *
     * <p>An activation tells one event after the other, on a thread of the adapter. Beans with activations of their own are
     * told at the same time.
     *
     * @param event the event; the same one may come again, and events of one message in another order
     */
    void onDelivery(DeliveryEvent event);
}
