package org.postbound.flight;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** One attempt of a courier at a message of the outbox. */
@Name("org.postbound.Deliver")
@Label("Outbox Deliver")
@Category("Postbound")
@Description("A courier tried to hand a message of the outbox over")
@Enabled
@Threshold("0 ms")
@StackTrace(false)
final class DeliverEvent extends Event implements Started<Deliver> {
    @Label("Outbox Id")
    @Description("Its id in receipts, log messages and MBeans")
    String outboxId;

    @Label("Route")
    String route;

    @Label("Attempt")
    @Description("Which attempt at this message it was, from 1 on")
    int attempt;

    @Label("Result")
    @Description("ACCEPTED, DEFERRED, FAILED, PARKED, or UNREACHABLE if the server was not spoken to")
    String result;

    static Started<Deliver> begun() {
        DeliverEvent event = new DeliverEvent();
        if (!event.isEnabled()) {
            return NoRecorder.nothing();
        }
        event.begin();
        return event;
    }

    @Override
    public void done(Supplier<Deliver> what) {
        end();
        if (shouldCommit()) {
            Deliver told = what.get();
            outboxId = told.outboxId();
            route = told.route();
            attempt = told.attempt();
            result = told.result();
            commit();
        }
    }
}
