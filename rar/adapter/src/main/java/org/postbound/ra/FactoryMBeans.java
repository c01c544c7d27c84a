package org.postbound.ra;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The MBeans of an adapter's connection factories, from the factory's creation to the adapter's stop. Two factories of one
 * name are told apart by a number. Safe for use by several threads.
 */
final class FactoryMBeans {
    private static final int MOST_OF_ONE_NAME = 1000;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();
    private final String outbox;

    /**
     * Names MBeans.
     *
     * @param outbox where the mail of their factories is kept
     */
    FactoryMBeans(String outbox) {
        this.outbox = outbox;
    }

    synchronized void register(FactoryContext context) {
        FactoryMonitor monitor = new FactoryMonitor(context);
        try {
            for (int instance = 1; instance < MOST_OF_ONE_NAME; instance++) {
                if (isRegistered(monitor, nameOf(context.config().name(), instance))) {
                    return;
                }
            }
            Log.LOG.noMBean(context.config().name(), null);
        } catch (JMException e) {
            // Mail does not depend on being watched.
            Log.LOG.noMBean(context.config().name(), e);
        }
    }

    private boolean isRegistered(FactoryMonitor monitor, ObjectName name) throws JMException {
        try {
            registered.add(server.registerMBean(monitor, name).getObjectName());
            return true;
        } catch (InstanceAlreadyExistsException e) {
            return false;
        }
    }

    private ObjectName nameOf(String route, int instance) throws JMException {
        return new ObjectName("org.postbound:type=ConnectionFactory,outbox=" + ObjectName.quote(outbox) + ",route="
                + ObjectName.quote(route) + (instance == 1 ? "" : ",instance=" + instance));
    }

    synchronized void unregisterAll() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                Log.LOG.debugf("%s was unregistered by somebody else", name);
            } catch (JMException e) {
                Log.LOG.noMBean(name.toString(), e);
            }
        }
        registered.clear();
    }
}
