package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.postbound.InvalidEmailException;
import org.postbound.SmtpConnectException;
import org.postbound.test.MockMail;
import org.postbound.test.ReceivedMail;

class OrdersTest {
    private final MockMail mail =
            MockMail.builder().from("Shop <shop@example.org>").build();
    private final Orders orders = new Orders(mail);

    @Test
    void order_isConfirmed() {
        orders.confirm("Jo Doe <jo@example.org>");

        ReceivedMail confirmation = mail.inbox().only();
        assertEquals("Shop <shop@example.org>", confirmation.from());
        assertEquals("Thank you", confirmation.subject());
        assertEquals("It is on its way.", confirmation.text().strip());
        assertEquals("42", confirmation.file("receipt.txt").text());
        assertEquals(1, mail.inbox().sentTo("jo@example.org").size());
    }

    @Test
    void addressThatIsNone_isTold() {
        assertThrows(InvalidEmailException.class, () -> orders.confirm("jo@"));
    }

    @Test
    void serverThatIsDown_isTold() {
        mail.refuseNextConnection();
        assertThrows(SmtpConnectException.class, () -> orders.confirm("jo@example.org"));
    }

    @Test
    void connections_areClosed() {
        orders.confirm("jo@example.org");
        assertTrue(mail.unclosed().isEmpty(), () -> mail.unclosed().toString());
    }
}
