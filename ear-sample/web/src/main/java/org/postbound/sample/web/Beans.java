package org.postbound.sample.web;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The MBeans of a server, found by their names.
 *
 * @param server where they are registered
 */
record Beans(MBeanServer server) {
    /** Returns what a pattern matches, by name. */
    List<ObjectName> matching(String pattern) {
        Set<ObjectName> names = server.queryNames(name(pattern), null);
        return names.stream()
                .sorted(Comparator.comparing(ObjectName::getCanonicalName))
                .toList();
    }

    /** Returns the one of a canonical name, if the pattern matches it: the page is to reach no others. */
    Optional<ObjectName> matching(String pattern, String canonicalName) {
        return matching(pattern).stream()
                .filter(name -> name.getCanonicalName().equals(canonicalName))
                .findFirst();
    }

    static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** What an operation threw, which JMX wraps. */
    static Throwable told(Exception wrapped) {
        return Objects.requireNonNullElse(wrapped.getCause(), wrapped);
    }
}
