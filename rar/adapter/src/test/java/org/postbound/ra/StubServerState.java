package org.postbound.ra;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** The MBean by which WildFly says that it is suspended. */
public final class StubServerState extends NotificationBroadcasterSupport
        implements StubServerStateMBean, AutoCloseable {
    private final ObjectName name;
    private volatile State state = State.NORMAL;
    private long sequence;

    /** As WildFly has them: their text is not their name. */
    public enum State {
        STARTING,
        NORMAL,
        PRE_SUSPEND,
        SUSPENDING,
        SUSPENDED,
        STOPPING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    StubServerState() throws JMException {
        name = ManagementFactory.getPlatformMBeanServer()
                .registerMBean(this, new ObjectName(ServerState.NAME))
                .getObjectName();
    }

    @Override
    public State getRunningState() {
        return state;
    }

    void becomes(State next) {
        State before = state;
        state = next;
        sendNotification(new AttributeChangeNotification(
                name, sequence++, 0, "changed", "RunningState", "String", before.toString(), next.toString()));
    }

    @Override
    public void close() throws JMException {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    }
}
