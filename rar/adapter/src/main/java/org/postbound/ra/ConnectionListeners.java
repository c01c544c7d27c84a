package org.postbound.ra;

import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ManagedConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postbound.SmtpConnection;
import org.postbound.SmtpException;

/** Those who are told about a managed connection, which is the container. */
final class ConnectionListeners {
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean errorTold = new AtomicBoolean();
    private final ManagedConnection source;

    ConnectionListeners(ManagedConnection source) {
        this.source = source;
    }

    void add(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    void remove(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    void closed(SmtpConnection handle) {
        ConnectionEvent event = new ConnectionEvent(source, ConnectionEvent.CONNECTION_CLOSED);
        event.setConnectionHandle(handle);
        listeners.forEach(listener -> listener.connectionClosed(event));
    }

    /** Told once: the container throws the connection away (7.5.6.1). */
    void errorOccurred(SmtpConnection handle, SmtpException failure) {
        if (errorTold.compareAndSet(false, true)) {
            ConnectionEvent event = new ConnectionEvent(source, ConnectionEvent.CONNECTION_ERROR_OCCURRED, failure);
            event.setConnectionHandle(handle);
            listeners.forEach(listener -> listener.connectionErrorOccurred(event));
        }
    }
}
