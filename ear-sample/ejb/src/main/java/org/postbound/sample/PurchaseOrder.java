package org.postbound.sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** An order that was placed. */
@Entity
@Table(name = "purchase_order")
public class PurchaseOrder {
    /** A sequence, so that the number is known before the transaction ends and can stand in the mail. */
    @Id
    @SequenceGenerator(name = "numbers", sequenceName = "purchase_order_numbers", allocationSize = 1)
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "numbers")
    private long id;

    @Column(nullable = false, length = OrderRequest.MAX_CUSTOMER)
    private String customer;

    @Column(nullable = false, length = OrderRequest.MAX_ITEM)
    private String item;

    private int quantity;

    /** Of the times that every persistence provider knows. */
    @Column(name = "placed_at", nullable = false)
    private OffsetDateTime placedAt;

    /** For the persistence provider. */
    protected PurchaseOrder() {}

    PurchaseOrder(OrderRequest request, Instant placedAt) {
        this.customer = request.customer();
        this.item = request.item();
        this.quantity = request.quantity();
        this.placedAt = placedAt.atOffset(ZoneOffset.UTC);
    }

    /**
     * Returns the order's number.
     *
     * @return a number; an order that was rolled back leaves a gap
     */
    public long id() {
        return id;
    }

    /**
     * Returns who ordered.
     *
     * @return a mailbox
     */
    public String customer() {
        return customer;
    }

    /**
     * Returns what was ordered.
     *
     * @return the item's name
     */
    public String item() {
        return item;
    }

    /**
     * Returns how many were ordered.
     *
     * @return a positive number
     */
    public int quantity() {
        return quantity;
    }

    /**
     * Returns when the order was placed.
     *
     * @return a time of the server's clock
     */
    public Instant placedAt() {
        return placedAt.toInstant();
    }
}
