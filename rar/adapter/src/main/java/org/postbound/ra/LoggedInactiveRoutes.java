package org.postbound.ra;

import org.postbound.delivery.InactiveRoutes;
import org.postbound.outbox.Due;

/** Logs what becomes of the mail of routes that are not active. */
final class LoggedInactiveRoutes implements InactiveRoutes.Reports {
    @Override
    public void waiting(String route, int messages) {
        Log.LOG.routeInactive(messages, route);
    }

    @Override
    public void expired(Due message) {
        Log.LOG.deliveryExpired(message.id().toString(), message.messageId(), message.route());
    }
}
