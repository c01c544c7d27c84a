package org.postbound.sample;

import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;

/**
 * What a customer asks for.
 *
 * @param customer the customer's mailbox, {@code jo@example.org} or {@code Jo Doe <jo@example.org>}
 * @param item the item's name, on one line
 * @param quantity from 1 to {@value #MAX_QUANTITY}
 * @param failAfterSending whether the service is to fail after it has sent the confirmation
 */
public record OrderRequest(String customer, String item, int quantity, boolean failAfterSending) {
    static final int MAX_CUSTOMER = 254;
    static final int MAX_ITEM = 80;
    static final int MAX_QUANTITY = 1000;

    /**
     * Strips and checks the values.
     *
     * @throws InvalidOrderException if one is not valid
     */
    public OrderRequest {
        customer = line("customer", customer, MAX_CUSTOMER);
        try {
            Mailbox.parse(customer);
        } catch (InvalidEmailException e) {
            throw new InvalidOrderException("customer", "needs an e-mail address such as jo@example.org", e);
        }
        item = line("item", item, MAX_ITEM);
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new InvalidOrderException(
                    "quantity", "is %d; give a number from 1 to %d".formatted(quantity, MAX_QUANTITY));
        }
    }

    private static String line(String field, String value, int maxLength) {
        if (value == null || value.isBlank()) {
            throw new InvalidOrderException(field, "is empty");
        }
        String stripped = value.strip();
        if (stripped.length() > maxLength) {
            throw new InvalidOrderException(
                    field, "has %d characters; at most %d fit".formatted(stripped.length(), maxLength));
        }
        if (stripped.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidOrderException(field, "contains a line break or another control character");
        }
        return stripped;
    }
}
