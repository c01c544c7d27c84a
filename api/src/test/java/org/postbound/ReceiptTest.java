package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a receipt, and what is known about a server, take as they come, and what not. */
class ReceiptTest {
    private static final SmtpReply OK = new SmtpReply(250, List.of("ok"));

    private static void assertRefused(Executable making) {
        assertThrows(NullPointerException.class, making);
    }

    @Test
    void recipients_areCopied() {
        List<RecipientOutcome> recipients = new ArrayList<>(List.of(RecipientOutcome.pending("b@example.org")));
        Receipt receipt = Receipt.staged("<1@example.org>", recipients);
        recipients.clear();
        assertEquals(List.of(RecipientOutcome.pending("b@example.org")), receipt.recipients());
    }

    @Test
    void nullInAReceipt_isRefused() {
        Disposition staged = Disposition.STAGED;
        assertRefused(() -> new Receipt(null, Optional.empty(), staged, List.of(), Optional.empty(), Optional.empty()));
        assertRefused(() -> new Receipt("", null, staged, List.of(), Optional.empty(), Optional.empty()));
        assertRefused(() -> new Receipt("", Optional.empty(), null, List.of(), Optional.empty(), Optional.empty()));
        assertRefused(() -> new Receipt("", Optional.empty(), staged, null, Optional.empty(), Optional.empty()));
        assertRefused(() -> new Receipt("", Optional.empty(), staged, List.of(), null, Optional.empty()));
        assertRefused(() -> new Receipt("", Optional.empty(), staged, List.of(), Optional.empty(), null));
        assertRefused(() -> Receipt.accepted(null, List.of(), OK));
        assertRefused(() -> Receipt.accepted("", List.of(), null));
        assertRefused(() -> Receipt.staged("", null));
        assertRefused(() -> Receipt.withheld(null, List.of()));
        assertRefused(() -> Receipt.failed("", List.of(), null));
    }

    @Test
    void nullInWhatIsKnownAboutAServer_isRefused() {
        assertRefused(() -> new SmtpServerInfo(null, 25, "ready", Map.of(), Optional.empty(), Optional.empty()));
        assertRefused(() -> new SmtpServerInfo("mx.test", 25, null, Map.of(), Optional.empty(), Optional.empty()));
        assertRefused(() -> new SmtpServerInfo("mx.test", 25, "ready", null, Optional.empty(), Optional.empty()));
        assertRefused(() -> new SmtpServerInfo("mx.test", 25, "ready", Map.of(), null, Optional.empty()));
        assertRefused(() -> new SmtpServerInfo("mx.test", 25, "ready", Map.of(), Optional.empty(), null));
    }
}
