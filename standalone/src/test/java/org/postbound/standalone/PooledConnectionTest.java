package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionRequestInfo;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.pool.PoolEntry;
import org.junit.jupiter.api.Test;
import org.postbound.ra.SmtpManagedConnectionFactory;

class PooledConnectionTest {
    private final List<PooledConnection> givenBack = new ArrayList<>();

    private static void close(PooledConnection connection, Object handle) {
        ConnectionEvent closed = new ConnectionEvent(connection.managed(), ConnectionEvent.CONNECTION_CLOSED);
        closed.setConnectionHandle(handle);
        connection.connectionClosed(closed);
    }

    /** Its user is closing it, and the transaction ends on another thread before the pool is told. */
    @Test
    void handleOfATransactionThatIsOver_givesNothingBack_alsoWhenSomebodyElseHasTheConnection() throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName("localhost");
        PooledConnection connection = new PooledConnection(
                new PoolEntry<>(new ConnectionRequestInfo() {}),
                factory.createManagedConnection(null, null),
                givenBack::add,
                new Farewells(1));
        Object late = connection.transactionHandle();
        connection.cleanUp();
        close(connection, late);
        Object other = connection.onlyHandle();
        close(connection, late);
        assertEquals(List.of(), givenBack);

        close(connection, other);
        assertEquals(List.of(connection), givenBack);
    }
}
