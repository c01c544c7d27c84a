package org.postbound.mime;

import jakarta.mail.util.StreamProvider;

/**
 * Finds Jakarta Mail's encoders once, since searching them through class loaders takes longer than rendering. Safe for
 * use by several threads.
 */
final class Encoders {
    private volatile StreamProvider known;

    StreamProvider get() {
        StreamProvider provider = known;
        if (provider == null) {
            try {
                provider = ofTheServer();
                known = provider;
            } catch (IllegalStateException e) {
                // One that comes with an application is not kept, since it would keep the application.
                return StreamProvider.provider();
            }
        }
        return provider;
    }

    private static StreamProvider ofTheServer() {
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(Encoders.class.getClassLoader());
        try {
            return StreamProvider.provider();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }
}
