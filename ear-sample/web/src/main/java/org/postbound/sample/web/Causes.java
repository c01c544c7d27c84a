package org.postbound.sample.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An exception and everything that led to it: a failing commit stands among the suppressed ones.
 *
 * @param all the exceptions, the one that was caught first
 */
record Causes(List<Throwable> all) {
    Causes {
        all = List.copyOf(all);
    }

    static Causes of(Throwable caught) {
        List<Throwable> all = new ArrayList<>();
        collect(caught, all, Collections.newSetFromMap(new IdentityHashMap<>()));
        return new Causes(all);
    }

    private static void collect(Throwable thrown, List<Throwable> all, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return;
        }
        all.add(thrown);
        collect(thrown.getCause(), all, seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            collect(suppressed, all, seen);
        }
    }

    <T extends Throwable> Optional<T> first(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
