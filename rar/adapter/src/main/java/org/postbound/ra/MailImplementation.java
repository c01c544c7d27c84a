package org.postbound.ra;

import jakarta.mail.Session;
import jakarta.mail.util.StreamProvider;
import java.security.CodeSource;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;

/**
 * Which Jakarta Mail the container has: it is shared with the application, whose messages it made, and differs from
 * server to server.
 */
record MailImplementation(String apiSource, String provider, String providerSource) {
    static MailImplementation find() {
        // No method reference: on Jakarta Mail before 2.1 it would fail outside of what is caught.
        return find(() -> StreamProvider.provider());
    }

    /** Where none is found the adapter starts all the same: one may come with an application. */
    static MailImplementation find(Supplier<?> provider) {
        String api = sourceOf(Session.class);
        try {
            Class<?> found = provider.get().getClass();
            return new MailImplementation(api, found.getName(), sourceOf(found));
        } catch (NoClassDefFoundError e) {
            // Jakarta Mail before 2.1 is one implementation with its API.
            return new MailImplementation(api, "the same", api);
        } catch (RuntimeException | ServiceConfigurationError e) {
            Log.LOG.noMailImplementation(api, e);
            return new MailImplementation(api, "nothing", "nowhere");
        }
    }

    private static String sourceOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "an unknown place"
                : source.getLocation().toString();
    }
}
