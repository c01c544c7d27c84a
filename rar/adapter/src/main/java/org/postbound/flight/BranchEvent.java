package org.postbound.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Threshold;

/**
 * A step of a branch on its way to stable storage. A recording lists the fields of the kind of step before these.
 *
 * @param <T> what is told of it
 */
@Threshold("10 ms")
abstract class BranchEvent<T extends BranchStep> extends FlightEvent<T> {
    @Label("Branch")
    @Description("Format, global transaction and branch qualifier")
    String xid;

    @Label("Route")
    String route;

    @Label("Messages")
    int messages;

    @Override
    void tell(T told) {
        xid = told.xid();
        route = told.route();
        messages = told.messages();
    }
}
