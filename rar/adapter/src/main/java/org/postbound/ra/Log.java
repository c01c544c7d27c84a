package org.postbound.ra;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.postbound.DeliveryEvent;

/** What an administrator reads; each message has a number that documentation can be searched for. */
@MessageLogger(projectCode = "POSTB", length = 4)
interface Log extends BasicLogger {
    Log LOG = Logger.getMessageLogger(MethodHandles.lookup(), Log.class, "org.postbound");

    @LogMessage(level = Logger.Level.INFO)
    @Message(
            id = 1,
            value = "Postbound %s started, Outbox=%s. Jakarta Mail from %s; messages are rendered by %s from %s")
    void started(String version, String outbox, String mailSource, String provider, String providerSource);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 2, value = "Postbound stopped")
    void stopped();

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 3, value = "Connection factory configured: %s")
    void configured(String configuration);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 4,
            value = "The transaction committed, but its message %s to %s was not sent, since an earlier message of the"
                    + " same transaction had left already and could not be undone. Send it again by hand, or use an"
                    + " outbox, which keeps messages until they are accepted")
    void lostAtCommit(String messageId, String recipients, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 5,
            value = "The transaction committed and its message %s was accepted, but not for all recipients: %s. They"
                    + " get nothing; correct the addresses, or set PartialDelivery=false")
    void refusedAtCommit(String messageId, String outcomes);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 6,
            value =
                    "A connection was given back to the pool before its transaction ended; %d staged message(s) are"
                            + " discarded. Look in the log why the container did not end the transaction before, and send them again")
    void discardedByCleanup(int messages);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 7,
            value = "No Work could be started, so a write that the server does not take is bounded by the operating"
                    + " system alone, and a TLS handshake or reply that drips in by nothing. Give the adapter a work manager"
                    + " with a free thread")
    void noWork(@Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 8,
            value =
                    "Jakarta Mail's API is there (%s), but no implementation of it, so messages may not be rendered. Switch"
                            + " on the server's mail feature, or pack Angus Mail with the application")
    void noMailImplementation(String mailSource, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 9,
            value =
                    "MBean %s cannot be registered, so JMX does not show it; mail is not affected. Look for another one of"
                            + " that name, and restart the adapter")
    void noMBean(String name, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 10,
            value =
                    "Only %d couriers could be started for route %s; without one its mail waits in the outbox. Give the adapter"
                            + " a work manager with more free threads and restart it, or lower DeliveryConnections")
    void noCourier(int started, String route, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 11,
            value =
                    "Message %s (%s) of route %s was refused for good and stays in the outbox: %s. Correct what the server"
                            + " objects to and have it retried, or have it removed")
    void deliveryFailed(String id, String messageId, String route, String reason);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 12,
            value =
                    "Message %s (%s) of route %s could not be handed over within its time and is given up; it stays in the"
                            + " outbox. Look why the server put it off, and have it retried if it is still wanted, else removed")
    void deliveryExpired(String id, String messageId, String route);

    @LogMessage(level = Logger.Level.INFO)
    @Message(
            id = 13,
            value =
                    "The link was lost after message %s (%s) of route %s was sent; it is sent again, and may arrive twice")
    void deliveryInDoubt(String id, String messageId, String route, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 20,
            value =
                    "The link was lost after message %s (%s) of route %s was sent; it is parked (InDoubtPolicy). Look for it at"
                            + " the server, then have it retried or removed")
    void deliveryParked(String id, String messageId, String route, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 21,
            value =
                    "%d message(s) of route %s wait in the outbox, and no connection factory of that name is in use. Deploy or"
                            + " look up the one that has it, or remove the messages")
    void routeInactive(int messages, String route);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 14,
            value =
                    "The mail of route %s cannot leave at present and waits in the outbox; the next attempt is in %d s, and"
                            + " others follow. Look at the cause")
    void routeUnreachable(String route, long seconds, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 15, value = "The mail of route %s leaves again")
    void routeReachable(String route);

    /** The outbox has said itself that it has stopped, and what to do. */
    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 16, value = "The outbox has stopped, so a courier of route %s has ended")
    void courierEnded(String route, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 17,
            value =
                    "Branch %s of route %s, with %d message(s), is prepared since %s, and its transaction manager has not"
                            + " decided it. Start the server that has its transaction log, and look whether XA recovery is on: on"
                            + " WildFly the pool needs recovery-username and recovery-password, any will do")
    void branchInDoubt(String xid, String route, int messages, String since);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 18,
            value = "The outbox in %s has stopped: nothing is taken or sent any more. Cure the cause, and restart the"
                    + " adapter")
    void outboxStopped(String directory, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 19, value = "The outbox in %s: %s. No message suffers from it")
    void outboxTroubled(String directory, String what, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 22,
            value =
                    "A courier of route %s met a fault of Postbound's own. Mail goes on leaving, and what the fault is about is"
                            + " tried again later. Report the cause")
    void courierFault(String route, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 30,
            value =
                    "The %s event of message %s was not acknowledged by subscription %s: its message-driven bean failed, or"
                            + " had the transaction rolled back. It is told again, with growing pauses; look at the bean's cause")
    void eventNotTaken(DeliveryEvent.Kind kind, String id, String subscription, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 31,
            value =
                    "The message-driven bean of subscription %s cannot take events at present; they are kept, and it is asked"
                            + " again, with growing pauses. Look at the cause")
    void noEndpoint(String subscription, @Cause Throwable cause);

    /** The outbox has said itself that it has stopped, and what to do. */
    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 32, value = "The outbox has stopped, so subscription %s is told of no events any more")
    void eventsEnded(String subscription, @Cause Throwable cause);

    @LogMessage(level = Logger.Level.INFO)
    @Message(
            id = 33,
            value =
                    "The message-driven bean of subscription %s still works on an event %d s after its deactivation; the event"
                            + " is told again unless it is acknowledged")
    void eventUnderWay(String subscription, long seconds);

    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 34,
            value =
                    "Acknowledgement %s of subscription %s is prepared since %s, and its transaction manager has not decided it."
                            + " Its event is told to nobody meanwhile. Start the server that has its transaction log, with the"
                            + " message-driven bean deployed")
    void acknowledgementInDoubt(String xid, String subscription, String since);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 35,
            value =
                    "Subscription %s loses events, the oldest first: the outbox in %s has no more room for events"
                            + " (EventsMaxBytes), or its disk is nearly full. Have its message-driven bean take them, remove the"
                            + " subscription, or make room. Others are not reported before all were taken; its MBean counts them")
    void eventsDropped(String subscription, String directory);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 36,
            value =
                    "%d event(s) of subscription %s are lost, since no message-driven bean took them within its Retention. Have it"
                            + " deployed, or remove the subscription")
    void eventsExpired(int events, String subscription);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 40,
            value =
                    "Route %s is paused by an administrator since %s, and its mail waits in the outbox. Have it resumed (MBean of"
                            + " the outbox) when it is to leave")
    void routePaused(String route, String since);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 41, value = "Route %s is being drained: %d message(s) are left, and %d s")
    void draining(String route, int left, long seconds);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 42, value = "Route %s was drained and is paused; %d message(s) are left")
    void drained(String route, int left);

    @LogMessage(level = Logger.Level.INFO)
    @Message(id = 45, value = "Message %s is withheld from %s: AllowedRecipients does not allow them")
    void withheld(String messageId, String recipients);

    @LogMessage(level = Logger.Level.WARN)
    @Message(
            id = 46,
            value =
                    "A look at what waits in the outbox failed; it is repeated each minute, and not reported again until one has"
                            + " succeeded. Look at the cause")
    void patrolFailed(@Cause Throwable cause);

    /** Containers keep what a work fails by to themselves. */
    @LogMessage(level = Logger.Level.ERROR)
    @Message(
            id = 47,
            value =
                    "Thread %s of the adapter has failed, and what it did is not done any more. Look at the cause, and restart the"
                            + " adapter")
    void threadFailed(String thread, @Cause Throwable cause);
}
