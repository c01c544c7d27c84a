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

/** Messages of a branch on their way to stable storage. */
@Name("org.postbound.Prepare")
@Label("Outbox Prepare")
@Category("Postbound")
@Description("The messages of a branch were forced to stable storage")
@Enabled
@Threshold("10 ms")
@StackTrace(false)
final class PrepareEvent extends Event implements Started<Prepare> {
    @Label("Branch")
    @Description("Format, global transaction and branch qualifier")
    String xid;

    @Label("Route")
    String route;

    @Label("Messages")
    int messages;

    static Started<Prepare> begun() {
        PrepareEvent event = new PrepareEvent();
        if (!event.isEnabled()) {
            return NoRecorder.nothing();
        }
        event.begin();
        return event;
    }

    @Override
    public void done(Supplier<Prepare> what) {
        end();
        if (shouldCommit()) {
            Prepare told = what.get();
            xid = told.xid();
            route = told.route();
            messages = told.messages();
            commit();
        }
    }
}
