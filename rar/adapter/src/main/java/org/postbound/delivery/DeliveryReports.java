package org.postbound.delivery;

import java.time.Duration;
import org.postbound.OutboxException;
import org.postbound.SmtpException;
import org.postbound.outbox.Due;

/** Is told by a courier what an administrator has to know. Called on the courier's thread; must be quick. */
public interface DeliveryReports {
    /**
     * The server refused a message for good.
     *
     * @param message the message
     * @param reason why
     */
    void failed(Due message, String reason);

    /**
     * A message could not be handed over within its time.
     *
     * @param message the message
     */
    void expired(Due message);

    /**
     * The server may have accepted a message or not; it is sent again.
     *
     * @param message the message
     * @param failure what happened
     */
    void inDoubt(Due message, SmtpException failure);

    /**
     * The server may have accepted a message or not; it waits for an operator.
     *
     * @param message the message
     * @param failure what happened
     */
    void parked(Due message, SmtpException failure);

    /**
     * No mail of the route can leave at present. Told at the first failure after a success only.
     *
     * @param route the route
     * @param failure why
     * @param pause how long the courier waits before it tries again
     */
    void unreachable(String route, SmtpException failure, Duration pause);

    /**
     * Mail of the route leaves again.
     *
     * @param route the route
     */
    void reachable(String route);

    /**
     * Something failed that never should; mail goes on leaving after a pause.
     *
     * @param route the route
     * @param fault what failed
     */
    void fault(String route, Throwable fault);

    /**
     * The courier ended, since the outbox cannot be used any more.
     *
     * @param route the route
     * @param failure why
     */
    void outboxFailed(String route, OutboxException failure);
}
