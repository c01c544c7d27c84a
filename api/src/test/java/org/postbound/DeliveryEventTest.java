package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryEventTest {
    private static DeliveryEvent event(String messageId, List<RecipientOutcome> recipients) {
        return new DeliveryEvent(
                "0000000000000001",
                messageId,
                "default",
                DeliveryEvent.Kind.ACCEPTED,
                1,
                Instant.EPOCH,
                recipients,
                Optional.empty(),
                "");
    }

    @Test
    void recipients_areCopied() {
        List<RecipientOutcome> recipients = new ArrayList<>(List.of(RecipientOutcome.pending("b@example.org")));
        DeliveryEvent event = event("<1@example.org>", recipients);
        recipients.clear();
        assertEquals(List.of(RecipientOutcome.pending("b@example.org")), event.recipients());
        assertThrows(
                UnsupportedOperationException.class, () -> event.recipients().clear());
    }

    @Test
    void null_isRefused() {
        assertThrows(NullPointerException.class, () -> event(null, List.of()));
        assertThrows(NullPointerException.class, () -> event("<1@example.org>", null));
    }
}
