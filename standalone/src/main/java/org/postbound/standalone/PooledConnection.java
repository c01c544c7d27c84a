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
import org.postbound.SmtpConnection;

/** A connection in its place in the pool. Tells when its only user has closed it; a transaction's is given back at its end. */
final class PooledConnection implements ModalCloseable, ConnectionEventListener {
    private final PoolEntry<ConnectionRequestInfo, PooledConnection> place;
    private final ManagedConnection managed;
    private final Consumer<PooledConnection> onClose;
    private final Farewells farewells;
    private volatile boolean failed;
    private volatile Object onlyHandle;

    PooledConnection(
            PoolEntry<ConnectionRequestInfo, PooledConnection> place,
            ManagedConnection managed,
            Consumer<PooledConnection> onClose,
            Farewells farewells) {
        this.place = place;
        this.managed = managed;
        this.onClose = onClose;
        this.farewells = farewells;
        managed.addConnectionEventListener(this);
    }

    PoolEntry<ConnectionRequestInfo, PooledConnection> place() {
        return place;
    }

    ManagedConnection managed() {
        return managed;
    }

    /** For somebody who has it alone, and gives it back by closing the handle. */
    Object onlyHandle() throws ResourceException {
        Object handle = newHandle();
        onlyHandle = handle;
        return handle;
    }

    /** For a transaction, which may have several; to close them means nothing to the pool, however late it is done. */
    SmtpConnection transactionHandle() throws ResourceException {
        return (SmtpConnection) newHandle();
    }

    private Object newHandle() throws ResourceException {
        return managed.getConnection(null, place.getRoute());
    }

    /** Whether the pool has to do without it from now on. */
    boolean hasFailed() {
        return failed;
    }

    /** Makes it ready for another user. */
    void cleanUp() {
        try {
            managed.cleanup();
        } catch (ResourceException e) {
            // Whatever it still holds must not reach another user.
            failed = true;
        }
        onlyHandle = null;
    }

    @Override
    public void connectionClosed(ConnectionEvent event) {
        if (event.getConnectionHandle() == onlyHandle) {
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

    /** The pool is done with it. */
    @Override
    public void close(CloseMode mode) {
        farewells.end(this, mode);
    }

    /** Takes leave of the server, at most for two seconds. */
    @Override
    public void close() {
        try {
            managed.destroy();
        } catch (ResourceException e) {
            throw Refusals.of(e);
        }
    }
}
