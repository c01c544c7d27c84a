package org.postbound.ra;

import jakarta.mail.Session;
import jakarta.mail.util.StreamProvider;
import java.security.CodeSource;

/**
 * Which Jakarta Mail the container has: it is shared with the application, whose messages it made, and differs from
 * server to server.
 */
record MailImplementation(String apiVersion, String apiSource, String provider, String providerSource) {
    static MailImplementation find() {
        Class<?> provider = StreamProvider.provider().getClass();
        return new MailImplementation(
                String.valueOf(Session.class.getPackage().getImplementationVersion()),
                sourceOf(Session.class),
                provider.getName(),
                sourceOf(provider));
    }

    private static String sourceOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "an unknown place"
                : source.getLocation().toString();
    }
}
