package org.postbound.it.agent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Has the JDK forget a class of an application that is gone. Before Java 18 it keeps the types of the record whose methods it
 * has made last, and so their class loader (JDK-8078641); another record takes their place.
 */
final class LastRecord {
    private LastRecord() {}

    static void forget() throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle component = lookup.findVirtual(Integer.class, "toString", MethodType.methodType(String.class));
        ObjectMethods.bootstrap(
                lookup,
                "equals",
                MethodType.methodType(boolean.class, Integer.class, Object.class),
                Integer.class,
                "component",
                component);
        ObjectMethods.bootstrap(
                lookup,
                "hashCode",
                MethodType.methodType(int.class, Integer.class),
                Integer.class,
                "component",
                component);
    }
}
