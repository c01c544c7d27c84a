package org.postbound.it.agent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Has the JDK forget a class of an application that is gone. Before Java 18 it keeps the types of the record whose methods it
 * has made last, and so their class loader (JDK-8078641); another record takes their place.
 */
public final class LastRecord {
    private LastRecord() {}

    /**
     * Runs in a server that has long been running.
     *
     * @param options none
     */
    public static void agentmain(String options) throws Throwable {
        forget("equals", MethodType.methodType(boolean.class, Integer.class, Object.class));
        forget("hashCode", MethodType.methodType(int.class, Integer.class));
        forget("toString", MethodType.methodType(String.class, Integer.class));
    }

    private static void forget(String method, MethodType type) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle component = lookup.findVirtual(Integer.class, "toString", MethodType.methodType(String.class));
        ObjectMethods.bootstrap(lookup, method, type, Integer.class, "component", component);
    }
}
