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

/** The rollback of a prepared branch on its way to stable storage. */
@Name("org.postbound.Rollback")
@Label("Outbox Rollback")
@Category("Postbound")
@Description("The rollback of a prepared branch was forced to stable storage")
@Enabled
@Threshold("10 ms")
@StackTrace(false)
final class RollbackEvent extends Event implements Started<Rollback> {
    @Label("Branch")
    @Description("Format, global transaction and branch qualifier")
    String xid;

    @Label("Route")
    String route;

    @Label("Messages")
    int messages;

    static Started<Rollback> begun() {
        RollbackEvent event = new RollbackEvent();
        if (!event.isEnabled()) {
            return NoRecorder.nothing();
        }
        event.begin();
        return event;
    }

    @Override
    public void done(Supplier<Rollback> what) {
        end();
        if (shouldCommit()) {
            Rollback told = what.get();
            xid = told.xid();
            route = told.route();
            messages = told.messages();
            commit();
        }
    }
}
