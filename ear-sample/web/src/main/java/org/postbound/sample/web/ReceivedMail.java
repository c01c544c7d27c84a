package org.postbound.sample.web;

import java.time.Instant;
import java.util.List;

/** A mail that arrived in the demo's inbox. */
record ReceivedMail(
        String mailbox, String from, String subject, String messageId, Instant date, String text, List<File> files) {
    ReceivedMail {
        files = List.copyOf(files);
    }

    /** An attachment, shown as text. */
    record File(String name, String type, String text) {}
}
