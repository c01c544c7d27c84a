package org.postbound.ra;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** MBeans that belong together, until they are all unregistered. Mail does not depend on them. For one thread at a time. */
final class MBeans {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    /**
     * Registers one.
     *
     * @param keys what follows the type and the outbox in its name; empty, or beginning with a comma
     * @return false if the name is taken
     */
    boolean register(Object bean, String type, String outbox, String keys) {
        String name = "org.postbound:type=%s,outbox=%s%s".formatted(type, ObjectName.quote(outbox), keys);
        try {
            registered.add(server.registerMBean(bean, new ObjectName(name)).getObjectName());
            return true;
        } catch (InstanceAlreadyExistsException e) {
            return false;
        } catch (JMException e) {
            Log.LOG.noMBean(name, e);
            return true;
        }
    }

    void unregisterAll() {
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                Log.LOG.debugf("%s was unregistered by somebody else", name);
            } catch (JMException e) {
                Log.LOG.debugf(e, "%s stays registered", name);
            }
        }
        registered.clear();
    }
}
