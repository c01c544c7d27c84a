package org.postbound.ra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postbound.SmtpConfigurationException;

/**
 * The connection factories of one adapter: watched, and their mail delivered, while it runs. Some containers make them before
 * the start, which then may never come. Safe for use by several threads.
 */
final class Factories {
    private final List<FactoryContext> made = new ArrayList<>();
    private final Map<String, FactoryContext> activeByRoute = new LinkedHashMap<>();
    private RunningAdapter running;

    synchronized void add(FactoryContext factory) {
        made.add(factory);
        if (running != null) {
            running.mBeans().register(factory);
        }
    }

    /**
     * From now on the mail of the factory's route is delivered; the same again has no effect.
     *
     * @throws SmtpConfigurationException if another configuration has the name
     */
    synchronized void activate(FactoryContext factory) {
        FactoryContext active = activeByRoute.getOrDefault(factory.config().name(), factory);
        NameConflict.check(active.config(), factory.config());
        if (running != null) {
            running.activate(factory);
        }
        activeByRoute.put(factory.config().name(), active);
    }

    synchronized void begin(RunningAdapter adapter) {
        running = adapter;
        made.forEach(adapter.mBeans()::register);
        activeByRoute.values().forEach(adapter::activate);
    }

    synchronized void end() {
        running = null;
    }
}
