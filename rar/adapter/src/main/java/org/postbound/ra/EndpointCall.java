package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryListener;
import org.postbound.outbox.Subscriptions;
import org.postbound.outbox.Subscriptions.PendingEvent;
import org.postbound.tx.Acknowledgement;

/**
 * One endpoint of an activation, for one event, on one thread (14.5). If the container has the delivery in a transaction, the
 * event is acknowledged in it, otherwise after it.
 */
final class EndpointCall implements AutoCloseable {
    private static final Method ON_DELIVERY = method();

    private final MessageEndpoint endpoint;
    private final Acknowledgement acknowledgement;

    private EndpointCall(MessageEndpoint endpoint, Acknowledgement acknowledgement) {
        this.endpoint = endpoint;
        this.acknowledgement = acknowledgement;
    }

    private static Method method() {
        try {
            return DeliveryListener.class.getMethod("onDelivery", DeliveryEvent.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the listener has no such method", e);
        }
    }

    /**
     * Takes an endpoint.
     *
     * @throws ResourceException if there is none at present
     */
    static EndpointCall open(MessageEndpointFactory factory, Acknowledgement acknowledgement) throws ResourceException {
        try {
            MessageEndpoint endpoint = factory.isDeliveryTransacted(ON_DELIVERY)
                    ? factory.createEndpoint(acknowledgement.resource())
                    : factory.createEndpoint(null);
            return new EndpointCall(endpoint, acknowledgement);
        } catch (NoSuchMethodException e) {
            throw noListener(e);
        }
    }

    private static ResourceException noListener(NoSuchMethodException cause) {
        return new ResourceException("the message-driven bean does not implement DeliveryListener", cause);
    }

    /**
     * Tells of an event, and returns once the transaction has ended, if there is one. Whether the event is acknowledged the
     * subscription knows, not the exception: a bean may have its transaction rolled back in silence.
     *
     * @throws ResourceException if the container fails
     * @throws RuntimeException what the bean throws
     */
    void tell(PendingEvent event, Subscriptions subscriptions, String name) throws ResourceException {
        begin();
        boolean inTransaction;
        try {
            inTransaction = acknowledgement.stage(event.id());
            ((DeliveryListener) endpoint).onDelivery(event.event());
        } catch (RuntimeException | Error e) {
            // WildFly commits unless its interceptor for transactions has seen the failure. One that comes before,
            // since the
            // application is being stopped or the server suspended, it does not see; nor are all of a bean's rolled
            // back.
            acknowledgement.refuse();
            endAfter(e);
            throw e;
        }
        endpoint.afterDelivery();
        if (!inTransaction) {
            subscriptions.acknowledge(name, List.of(event.id()));
        }
    }

    private void begin() throws ResourceException {
        try {
            endpoint.beforeDelivery(ON_DELIVERY);
        } catch (NoSuchMethodException e) {
            throw noListener(e);
        }
    }

    /** What the container says of the end tells less than what the bean threw. */
    private void endAfter(Throwable failure) {
        try {
            endpoint.afterDelivery();
        } catch (ResourceException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** A transaction that the container has not ended can only roll back. */
    void end() {
        acknowledgement.discard();
    }

    /** Gives the endpoint back. */
    @Override
    public void close() {
        endpoint.release();
    }
}
