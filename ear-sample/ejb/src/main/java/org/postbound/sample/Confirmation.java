package org.postbound.sample;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.postbound.Email;

/** The mail that confirms an order, with its receipt attached. */
final class Confirmation {
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Confirmation() {}

    static Email of(PurchaseOrder order) {
        return Email.builder()
                .to(order.customer())
                .subject("Your order " + order.id() + ": " + order.item())
                .text("""
                        Thank you for your order.

                        %d × %s

                        The receipt is attached.
                        """.formatted(order.quantity(), order.item()))
                .attach(
                        "receipt-" + order.id() + ".txt",
                        "text/plain; charset=UTF-8",
                        receipt(order).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    static String receipt(PurchaseOrder order) {
        return """
                RECEIPT

                Order     %d
                Placed    %s
                Customer  %s
                Item      %s
                Quantity  %d
                """.formatted(
                order.id(), DAY_AND_TIME.format(order.placedAt()), order.customer(), order.item(), order.quantity());
    }
}
