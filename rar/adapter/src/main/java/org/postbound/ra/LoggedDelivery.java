package org.postbound.ra;

import java.time.Duration;
import org.postbound.OutboxException;
import org.postbound.SmtpException;
import org.postbound.delivery.DeliveryReports;
import org.postbound.outbox.Due;

/** Logs what a courier reports. */
record LoggedDelivery(String route) implements DeliveryReports {
    @Override
    public void failed(Due message, String reason) {
        Log.LOG.deliveryFailed(message.id().toString(), message.messageId(), route, reason);
    }

    @Override
    public void expired(Due message) {
        Log.LOG.deliveryExpired(message.id().toString(), message.messageId(), route);
    }

    @Override
    public void inDoubt(Due message, SmtpException failure) {
        Log.LOG.deliveryInDoubt(message.id().toString(), message.messageId(), route, failure);
    }

    @Override
    public void parked(Due message, SmtpException failure) {
        Log.LOG.deliveryParked(message.id().toString(), message.messageId(), route, failure);
    }

    @Override
    public void unreachable(String route, SmtpException failure, Duration pause) {
        Log.LOG.routeUnreachable(route, pause.toSeconds(), failure);
    }

    @Override
    public void reachable(String route) {
        Log.LOG.routeReachable(route);
    }

    @Override
    public void fault(String route, Throwable fault) {
        Log.LOG.courierFault(route, fault);
    }

    @Override
    public void outboxFailed(String route, OutboxException failure) {
        Log.LOG.courierEnded(route, failure);
    }
}
