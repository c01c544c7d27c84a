package org.postbound.outbox;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who is called when a message of a route becomes due earlier than was known. */
final class Listeners {
    private final Map<String, List<Runnable>> byRoute = new ConcurrentHashMap<>();
    /** Of the thread that writes: the routes that have something new to do. */
    private final Set<String> noted = new LinkedHashSet<>();

    Outbox.Subscription add(String route, Runnable listener) {
        // Each subscription is another one, also of the same listener.
        Runnable own = () -> listener.run();
        List<Runnable> listeners = byRoute.computeIfAbsent(route, name -> new CopyOnWriteArrayList<>());
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void tell(String route) {
        byRoute.getOrDefault(route, List.of()).forEach(Runnable::run);
    }

    /** Has {@link #tellNoted()} tell of a route, once. */
    void note(String route) {
        noted.add(route);
    }

    void tellNoted() {
        noted.forEach(this::tell);
        noted.clear();
    }
}
