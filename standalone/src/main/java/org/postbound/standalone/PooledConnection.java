package org.postbound.standalone;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import java.util.function.Consumer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.pool.PoolEntry;

/** A connection in its place in the pool. Tells when its user has closed it, unless a transaction needs it still. */
final class PooledConnection implements ModalCloseable, ConnectionEventListener {
    private final PoolEntry<ConnectionRequestInfo, PooledConnection> place;
    private final ManagedConnection managed;
    private final Consumer<PooledConnection> onClose;
    private volatile boolean failed;
    private volatile boolean inTransaction;

    PooledConnection(
            PoolEntry<ConnectionRequestInfo, PooledConnection> place,
            ManagedConnection managed,
            Consumer<PooledConnection> onClose) {
        this.place = place;
        this.managed = managed;
        this.onClose = onClose;
        managed.addConnectionEventListener(this);
    }

    PoolEntry<ConnectionRequestInfo, PooledConnection> place() {
        return place;
    }

    ManagedConnection managed() {
        return managed;
    }

    Object newHandle() throws ResourceException {
        return managed.getConnection(null, place.getRoute());
    }

    /** Whether the pool has to do without it from now on. */
    boolean hasFailed() {
        return failed;
    }

    /** From now on it is the end of a transaction that counts, not what its user does. */
    void belongToTransaction() {
        inTransaction = true;
    }

    /** Makes it ready for another user. */
    void cleanUp() {
        try {
            managed.cleanup();
        } catch (ResourceException e) {
            // Whatever it still holds must not reach another user.
            failed = true;
        }
        // Not earlier: handles that are closed now, by another thread, must not give it back once more.
        inTransaction = false;
    }

    @Override
    public void connectionClosed(ConnectionEvent event) {
        if (!inTransaction) {
            onClose.accept(this);
        }
    }

    /** Its user keeps it, may try again over a new session, and gives it back for good. */
    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {
        failed = true;
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {}

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {}

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {}

    /** Takes leave of the server, at most for two seconds, whatever the mode. */
    @Override
    public void close(CloseMode mode) {
        close();
    }

    @Override
    public void close() {
        try {
            managed.destroy();
        } catch (ResourceException e) {
            throw Refusals.of(e);
        }
    }
}
