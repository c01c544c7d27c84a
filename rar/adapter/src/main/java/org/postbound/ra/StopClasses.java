package org.postbound.ra;

import java.util.List;

/**
 * The classes that a stop may be the first to use. They are loaded at the start: Open Liberty 26 deletes the archive of an
 * application before it stops the adapter in it, and without them threads would stay, and the outbox locked.
 */
final class StopClasses {
    private static final List<String> NAMES = List.of(
            "org.postbound.delivery.Courier",
            "org.postbound.outbox.Waiting",
            "org.postbound.ra.Endpoints$Activation",
            "org.postbound.ra.Ending",
            "org.postbound.ra.Route",
            "org.postbound.smtp.Command$Quit",
            "org.postbound.smtp.MessageStream");

    private StopClasses() {}

    static void load() {
        try {
            for (String name : NAMES) {
                Class.forName(name);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the adapter's archive is not complete", e);
        }
    }
}
