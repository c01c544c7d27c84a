package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import jakarta.transaction.TransactionManager;
import org.junit.jupiter.api.Test;
import org.postbound.test.MockMail;

class OrdersTransactionTest {
    private final TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private final MockMail mail = MockMail.builder()
            .from("shop@example.org")
            .transactions(new TransactionSynchronizationRegistryImple())
            .build();
    private final Orders orders = new Orders(mail);

    @Test
    void orderThatIsRolledBack_isNotConfirmed() throws Exception {
        transactions.begin();
        orders.confirm("jo@example.org");
        transactions.rollback();
        assertEquals(0, mail.inbox().total());
    }

    @Test
    void orderThatIsCommitted_isConfirmed() throws Exception {
        transactions.begin();
        orders.confirm("jo@example.org");
        assertEquals(0, mail.inbox().total());
        transactions.commit();
        assertEquals(1, mail.inbox().total());
    }
}
