package org.postbound.it.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Mailboxes of example.org, made before the server starts; each test takes some of its own. */
final class Mailboxes {
    private static final int COUNT = 200;

    private final List<Mailbox> all = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    /** Makes numbered ones, and those named. */
    Mailboxes(Path mail, List<String> named) throws IOException {
        for (int i = 0; i < COUNT; i++) {
            all.add(Mailbox.of(mail, "box" + i).create());
        }
        for (String name : named) {
            all.add(Mailbox.of(mail, name).create());
        }
    }

    Mailbox take() {
        int index = next.getAndIncrement();
        if (index >= COUNT) {
            throw new IllegalStateException("the tests use more than " + COUNT + " mailboxes; make more");
        }
        return all.get(index);
    }

    List<Mailbox> all() {
        return all;
    }
}
