package org.postbound.it.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Has a server let go of the classes of an application that is gone, where it is the JDK or a thread of the server itself that
 * holds them; for a test that looks whether anything else does.
 */
public final class Release {
    /** By what a thread holds the classes of an application that it was begun by, or has worked for. */
    private static final List<String> HOLDING =
            List.of("contextClassLoader", "inheritedAccessControlContext", "threadLocals", "inheritableThreadLocals");

    private Release() {}

    /**
     * Runs in a server that has long been running.
     *
     * @param threads which threads let go: a regular expression of their names, or nothing
     * @param instrumentation opens their fields
     */
    public static void agentmain(String threads, Instrumentation instrumentation) throws Throwable {
        LastRecord.forget();
        instrumentation.redefineModule(
                Thread.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of(Thread.class.getPackageName(), Set.of(Release.class.getModule())),
                Set.of(),
                Map.of());
        Pattern names = Pattern.compile(threads);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (names.matcher(thread.getName()).matches()) {
                letGo(thread);
            }
        }
    }

    private static void letGo(Thread thread) throws ReflectiveOperationException {
        for (String name : HOLDING) {
            Field field = Thread.class.getDeclaredField(name);
            field.setAccessible(true);
            field.set(thread, null);
        }
    }
}
