package org.postbound.sample;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** Places orders: each is stored and confirmed by mail, or neither. The mail leaves after the commit. */
@Stateless
@DataSourceDefinition(
        name = "java:app/jdbc/orders",
        className = "org.h2.jdbcx.JdbcDataSource",
        url = "jdbc:h2:./postbound-sample/orders", // below the server's working directory, or -Dh2.baseDir
        user = "sa",
        password = "sa")
public class OrderService {
    @PersistenceContext
    private EntityManager orders;

    @Resource(name = "mail/orders")
    private SmtpConnectionFactory mail;

    /** For the container, which injects what it needs. */
    public OrderService() {}

    OrderService(EntityManager orders, SmtpConnectionFactory mail) {
        this.orders = orders;
        this.mail = mail;
    }

    /**
     * Stores an order and confirms it, in one transaction.
     *
     * @param request what is ordered
     * @return the order, and the receipt of its confirmation
     * @throws OrderFailedException if the request asks for a failure
     * @throws org.postbound.SmtpException if the confirmation is not valid, or there is no room for it
     */
    public PlacedOrder place(OrderRequest request) {
        PurchaseOrder order = new PurchaseOrder(request, Instant.now());
        orders.persist(order);

        Receipt receipt;
        try (SmtpConnection connection = mail.getConnection()) {
            receipt = connection.send(Confirmation.of(order));
        }

        if (request.failAfterSending()) {
            throw new OrderFailedException("Order " + order.id() + " failed after send had returned ("
                    + receipt.disposition() + "), as you asked");
        }
        return new PlacedOrder(order, receipt);
    }

    /**
     * Returns the orders that were placed.
     *
     * @return the orders, the latest first
     */
    public List<PurchaseOrder> orders() {
        return orders.createQuery("select o from PurchaseOrder o order by o.id desc", PurchaseOrder.class)
                .getResultList();
    }
}
