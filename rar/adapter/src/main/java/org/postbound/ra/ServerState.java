package org.postbound.ra;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.function.Consumer;
import javax.management.AttributeChangeNotification;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * Whether the application server is suspended, which Connectors has no word for. WildFly tells it by an MBean that is there
 * from its boot on, whatever subsystems it has. A server without that MBean is never suspended. Booting counts as suspended,
 * since WildFly may be started so, and stopping does, since it may have been suspended before.
 *
 * <p>Safe for use by several threads.
 */
final class ServerState implements NotificationListener, AutoCloseable {
    static final String NAME = "jboss.root:type=state";
    private static final String ATTRIBUTE = "RunningState";
    private static final Set<String> RESTING = Set.of("starting", "pre-suspend", "suspending", "suspended", "stopping");

    private final MBeanServer server;
    private final ObjectName name;
    private final Consumer<Boolean> suspend;

    private ServerState(MBeanServer server, ObjectName name, Consumer<Boolean> suspend) {
        this.server = server;
        this.name = name;
        this.suspend = suspend;
    }

    /**
     * Tells of the state now, and of each change until it is closed.
     *
     * @param suspend is told whether the server is suspended; must be quick, and may be told the same again
     */
    static ServerState watch(Consumer<Boolean> suspend) {
        ServerState state = new ServerState(ManagementFactory.getPlatformMBeanServer(), name(), suspend);
        state.open();
        return state;
    }

    private static ObjectName name() {
        try {
            return new ObjectName(NAME);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Listens before it looks, so that no change is missed. */
    private void open() {
        try {
            server.addNotificationListener(name, this, null, null);
            tell();
        } catch (InstanceNotFoundException e) {
            Log.LOG.debugf("there is no %s, so this server is never suspended", name);
        }
    }

    /** What the notification says may be old already when it arrives: what the server says now counts. */
    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification instanceof AttributeChangeNotification change && ATTRIBUTE.equals(change.getAttributeName())) {
            tell();
        }
    }

    private synchronized void tell() {
        try {
            suspend.accept(RESTING.contains(String.valueOf(server.getAttribute(name, ATTRIBUTE))));
        } catch (JMException e) {
            Log.LOG.debugf(e, "%s does not say whether the server is suspended", name);
        }
    }

    @Override
    public void close() {
        try {
            server.removeNotificationListener(name, this);
        } catch (InstanceNotFoundException | ListenerNotFoundException e) {
            Log.LOG.debugf("nobody listens to %s any more", name);
        }
    }
}
