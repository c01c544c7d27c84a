package org.postbound.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** One attempt of a courier at a message of the outbox. */
@Name("org.postbound.Deliver")
@Label("Outbox Deliver")
@Description("A courier tried to hand a message of the outbox over")
@Threshold("0 ms")
final class DeliverEvent extends FlightEvent<Deliver> {
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

    @Override
    void tell(Deliver told) {
        outboxId = told.outboxId();
        route = told.route();
        attempt = told.attempt();
        result = told.result();
    }
}
