package org.postbound.ra;

import javax.management.ObjectName;

/**
 * The MBeans of an adapter's connection factories, from the factory's creation to the adapter's stop. Two factories of one
 * name are told apart by a number. Safe for use by several threads.
 */
final class FactoryMBeans {
    private static final int MOST_OF_ONE_NAME = 1000;

    private final MBeans mBeans = new MBeans();
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
        String route = ",route=" + ObjectName.quote(context.config().name());
        boolean isRegistered = mBeans.register(monitor, "ConnectionFactory", outbox, route);
        for (int instance = 2; !isRegistered && instance < MOST_OF_ONE_NAME; instance++) {
            isRegistered = mBeans.register(monitor, "ConnectionFactory", outbox, route + ",instance=" + instance);
        }
        if (!isRegistered) {
            Log.LOG.noMBean(context.config().name(), null);
        }
    }

    synchronized void unregisterAll() {
        mBeans.unregisterAll();
    }
}
