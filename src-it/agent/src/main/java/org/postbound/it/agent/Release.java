package org.postbound.it.agent;

/**
 * Has a server let go of the classes of an application that is gone, where it is the JDK or the server itself that holds them by
 * a fault of its own; for a test that looks whether anything else does.
 */
public final class Release {
    private Release() {}

    /**
     * Runs in a server that has long been running.
     *
     * @param threads with what the names of the server's own threads begin that hold a class loader, or nothing
     */
    public static void agentmain(String threads) throws Throwable {
        LastRecord.forget();
        if (!threads.isEmpty()) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith(threads))
                    .forEach(thread -> thread.setContextClassLoader(null));
        }
    }
}
