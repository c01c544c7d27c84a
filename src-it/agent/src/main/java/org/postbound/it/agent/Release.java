package org.postbound.it.agent;

import java.util.regex.Pattern;

/**
 * Has a server let go of the classes of an application that is gone, where it is the JDK or a thread of the server itself that
 * holds them; for a test that looks whether anything else does.
 */
public final class Release {
    private Release() {}

    /**
     * Runs in a server that has long been running.
     *
     * @param threads whose context class loader is that of such an application: a regular expression of their names, or nothing
     */
    public static void agentmain(String threads) throws Throwable {
        LastRecord.forget();
        Pattern names = Pattern.compile(threads);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> names.matcher(thread.getName()).matches())
                .forEach(thread -> thread.setContextClassLoader(null));
    }
}
