package org.postbound.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.Attachment;
import org.postbound.Email;
import org.postbound.Mailbox;

class ConfirmationTest {
    private final PurchaseOrder order = new PurchaseOrder(
            new OrderRequest("Jo Doe <jo@example.org>", "Tee, grün", 3, false), Instant.parse("2026-01-02T03:04:05Z"));

    @Test
    void mail_isForTheCustomerAndNamesTheItem() {
        Email email = Confirmation.of(order);
        assertEquals(List.of(new Mailbox("Jo Doe", "jo@example.org")), email.to());
        assertEquals(Optional.of("Your order 0: Tee, grün"), email.subject());
    }

    @Test
    void attachment_isTheReceipt() throws IOException {
        Attachment attachment = Confirmation.of(order).attachments().get(0);
        assertEquals("receipt-0.txt", attachment.name());
        try (InputStream content = attachment.content().open()) {
            assertEquals("""
                    RECEIPT

                    Order     0
                    Placed    2026-01-02 03:04 UTC
                    Customer  Jo Doe <jo@example.org>
                    Item      Tee, grün
                    Quantity  3
                    """, new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
