package org.postbound.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postbound.Disposition;
import org.postbound.SmtpReplyException;
import org.postbound.test.MockMail;
import org.postbound.test.ReceivedMail;

/** The bean without a container: mail goes to a mock, and orders into a list. */
class OrderServiceTest {
    private final List<Object> stored = new ArrayList<>();
    private final MockMail mail =
            MockMail.builder().from("Order desk <orders@example.org>").build();
    private final OrderService service = new OrderService(storing(stored), mail);

    /** As much of a database as the bean needs to place an order. */
    private static EntityManager storing(List<Object> stored) {
        return (EntityManager) Proxy.newProxyInstance(
                EntityManager.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (database, method, arguments) -> {
                    assertEquals("persist", method.getName());
                    stored.add(arguments[0]);
                    return null;
                });
    }

    private static OrderRequest request(boolean failAfterSending) {
        return new OrderRequest("Jo Doe <jo@example.org>", "Tee, grün", 3, failAfterSending);
    }

    @Test
    void order_isStoredAndConfirmed() {
        PlacedOrder placed = service.place(request(false));
        assertEquals(List.of(placed.order()), stored);
        assertEquals(Disposition.ACCEPTED, placed.confirmation().disposition());
        ReceivedMail confirmation = mail.inbox().only();
        assertEquals(List.of("jo@example.org"), confirmation.recipients());
        assertEquals("Order desk <orders@example.org>", confirmation.from());
        assertEquals("Your order 0: Tee, grün", confirmation.subject());
        assertEquals(
                Confirmation.receipt(placed.order()),
                confirmation.file("receipt-0.txt").text());
    }

    @Test
    void orderThatFails_leavesNoConnectionOpen() {
        assertThrows(OrderFailedException.class, () -> service.place(request(true)));
        assertEquals(List.of(), mail.unclosed());
    }

    @Test
    void customerWhomTheServerRefuses_failsTheOrder() {
        mail.refuse("jo@example.org", 550, "5.1.1 no such user");
        assertThrows(SmtpReplyException.class, () -> service.place(request(false)));
        assertEquals(List.of(), mail.unclosed());
    }
}
