package org.postbound.ra;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Kept;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;

/** What JMX shows of the messages of an outbox. */
record ShownMail(Outbox outbox) {
    private static final int PAGE = 1000;

    /** Lists messages of a route, the oldest first, behind one of them. */
    List<MessageStatus> list(String route, Predicate<Kept> wanted, Optional<OutboxId> after, int most) {
        List<MessageStatus> found = new ArrayList<>();
        List<Kept> page = outbox.operator().list(route, after, PAGE);
        while (!page.isEmpty() && found.size() < most) {
            page.stream()
                    .filter(wanted)
                    .limit(most - found.size())
                    .map(ShownMessage::new)
                    .forEach(found::add);
            OutboxId last = page.get(page.size() - 1).message().id();
            page = outbox.operator().list(route, Optional.of(last), PAGE);
        }
        return found;
    }

    /** Describes a message and shows its header. */
    String show(OutboxId id) throws IOException {
        Kept kept = outbox.operator().get(id);
        MessageStatus status = new ShownMessage(kept);
        String content = content(kept);
        int end = content.indexOf("\r\n\r\n");
        return """
                %s %s of route %s, %d octets
                stored %s, attempts %d, due %s
                %s
                from <%s> to
                %s

                %s
                """.formatted(
                        status.getId(),
                        status.getState(),
                        kept.message().route(),
                        status.getSize(),
                        status.getStored(),
                        status.getAttempts(),
                        status.getDue(),
                        status.getRemark().isEmpty() ? "not tried yet" : status.getRemark(),
                        status.getReversePath(),
                        String.join("\n", status.getRecipients()),
                        (end < 0 ? content : content.substring(0, end)).replace("\r\n", "\n"));
    }

    /** Shows a content; each octet as a char. */
    String content(OutboxId id) throws IOException {
        return content(outbox.operator().get(id));
    }

    private String content(Kept kept) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (WireMessage content = outbox.content(kept.message())) {
            content.writeTo(octets);
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }
}
