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

/** The commit of a branch on its way to stable storage. */
@Name("org.postbound.Commit")
@Label("Outbox Commit")
@Category("Postbound")
@Description("The commit of a branch was forced to stable storage; its messages may leave")
@Enabled
@Threshold("10 ms")
@StackTrace(false)
final class CommitEvent extends Event implements Started<Commit> {
    @Label("Branch")
    @Description("Format, global transaction and branch qualifier")
    String xid;

    @Label("Route")
    String route;

    @Label("Messages")
    int messages;

    @Label("One Phase")
    @Description("Whether it was committed without having been prepared")
    boolean onePhase;

    static Started<Commit> begun() {
        CommitEvent event = new CommitEvent();
        if (!event.isEnabled()) {
            return NoRecorder.nothing();
        }
        event.begin();
        return event;
    }

    @Override
    public void done(Supplier<Commit> what) {
        end();
        if (shouldCommit()) {
            Commit told = what.get();
            xid = told.xid();
            route = told.route();
            messages = told.messages();
            onePhase = told.onePhase();
            commit();
        }
    }
}
