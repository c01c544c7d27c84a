package org.postbound.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/**
 * The routes that are paused: their records in the store, and the same in memory. The thread that writes changes them, anybody
 * may look at them.
 */
final class KnownPauses {
    private final MVMap<Long, byte[]> records;
    private final Map<String, Known> byRoute = new ConcurrentHashMap<>();

    private record Known(long number, Instant since) {}

    KnownPauses(MVMap<Long, byte[]> records) {
        this.records = records;
    }

    /** Reads all from the store. */
    void load() {
        for (Cursor<Long, byte[]> all = records.cursor(null); all.hasNext(); ) {
            long number = all.next();
            PauseRecord pause = PauseRecord.of(all.getValue());
            byRoute.put(pause.route(), new Known(number, pause.since()));
        }
    }

    Optional<Instant> since(String route) {
        return Optional.ofNullable(byRoute.get(route)).map(Known::since);
    }

    Map<String, Instant> all() {
        Map<String, Instant> all = new TreeMap<>();
        byRoute.forEach((route, known) -> all.put(route, known.since));
        return all;
    }

    /** Has no effect if the route is paused. */
    void put(long number, PauseRecord pause) {
        if (byRoute.putIfAbsent(pause.route(), new Known(number, pause.since())) == null) {
            records.put(number, pause.toOctets());
        }
    }

    /** Has no effect if the route is not paused. */
    void remove(String route) {
        Known known = byRoute.remove(route);
        if (known != null) {
            records.remove(known.number);
        }
    }
}
