package org.postbound.sample;

import org.postbound.Receipt;

/**
 * An order and the receipt of its confirmation.
 *
 * @param order the order
 * @param confirmation what became of the mail when it was sent
 */
public record PlacedOrder(PurchaseOrder order, Receipt confirmation) {}
