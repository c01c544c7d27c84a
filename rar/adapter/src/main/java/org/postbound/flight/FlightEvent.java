package org.postbound.flight;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.StackTrace;

/**
 * What all events have in common: nobody asks what is told of one that is not recorded.
 *
 * @param <T> what is told of it
 */
@Category("Postbound")
@Enabled
@StackTrace(false)
abstract class FlightEvent<T> extends Event implements Started<T> {
    /** Returns this, begun, or nothing if nobody records such events. */
    final Started<T> begun() {
        if (!isEnabled()) {
            return NoRecorder.nothing();
        }
        begin();
        return this;
    }

    @Override
    public final void done(Supplier<T> what) {
        end();
        if (shouldCommit()) {
            tell(what.get());
            commit();
        }
    }

    /** Fills the fields in. */
    abstract void tell(T told);
}
