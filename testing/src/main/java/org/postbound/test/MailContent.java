package org.postbound.test;

import java.util.List;

/**
 * What people see of a message.
 *
 * @param headers decoded, in their order
 * @param text the plain text; empty if there is none
 * @param html the HTML; empty if there is none
 * @param files all other parts that have content
 */
record MailContent(List<Header> headers, String text, String html, List<ReceivedFile> files) {
    /** Copies the lists. */
    MailContent {
        headers = List.copyOf(headers);
        files = List.copyOf(files);
    }

    /** A header field. */
    record Header(String name, String value) {}
}
