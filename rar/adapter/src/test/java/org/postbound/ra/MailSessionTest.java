package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.transaction.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/** A connected transport of Jakarta Mail outlives transactions, and takes part in each that a message is sent in. */
class MailSessionTest {
    private final IdlePort idle = new IdlePort();
    private final StubContainer container;
    private final EnlistingManager manager = new EnlistingManager();
    private final Transport transport;
    private final Session session;

    MailSessionTest() throws Exception {
        container = StubContainer.startWithOutbox(idle.port());
        // No route of its becomes active, so the messages are left to the test.
        session = new ContainerConnectionFactory(container.factory, manager).getMailSession();
        transport = session.getTransport();
    }

    /** Outside of transactions. */
    @BeforeEach
    void connect() throws MessagingException {
        transport.connect();
    }

    @AfterEach
    void nobodyConnected() throws Exception {
        transport.close();
        container.close();
        idle.close();
    }

    /** Enlists each connection in the transaction of the thread, and none that was handed out before it began. */
    private final class EnlistingManager implements ConnectionManager {
        private static final long serialVersionUID = 1L;

        private final transient List<SmtpManagedConnection> enlisted = new ArrayList<>();

        @Override
        public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
                throws ResourceException {
            SmtpManagedConnection connection = container.connect();
            if (container.registry.getTransactionKey() != null) {
                connection.getLocalTransaction().begin();
                enlisted.add(connection);
            }
            return connection.getConnection(null, info);
        }

        void commit() throws ResourceException {
            for (SmtpManagedConnection connection : enlisted) {
                connection.getLocalTransaction().commit();
            }
            end();
        }

        void rollback() throws ResourceException {
            for (SmtpManagedConnection connection : enlisted) {
                connection.getLocalTransaction().rollback();
            }
            end();
        }

        private void end() {
            enlisted.clear();
            container.registry.none();
        }
    }

    private void send() throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, "jo@example.net");
        message.setText("Hi");
        transport.sendMessage(message, message.getAllRecipients());
    }

    private int due() {
        return container.outbox.takeDue("default", Instant.MAX, 100).size();
    }

    @Test
    void message_isOfTheTransactionItIsSentIn() throws Exception {
        container.registry.active("t1");
        send();
        send();
        assertEquals(1, manager.enlisted.size());
        assertEquals(0, due());
        manager.commit();
        assertEquals(2, due());

        container.registry.active("t2");
        send();
        manager.rollback();
        assertEquals(0, due());

        container.registry.active("t3");
        send();
        manager.commit();
        assertEquals(1, due());
    }

    @Test
    void messageInAnotherTransaction_leavesTheSuspendedOneAlone() throws Exception {
        container.registry.active("t1");
        send();
        List<SmtpManagedConnection> outer = List.copyOf(manager.enlisted);
        manager.enlisted.clear();
        container.registry.active("t2");
        send();
        manager.rollback();
        container.registry.active("t1");
        send();
        manager.enlisted.addAll(outer);
        manager.commit();

        assertEquals(2, due());
    }

    @Test
    void transactionThatCannotCommit_refuses_andSendsNothing() throws Exception {
        for (int status : List.of(Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLEDBACK)) {
            container.registry.active("t" + status);
            send();
            container.registry.set("t" + status, status);

            SendFailedException e = assertThrows(SendFailedException.class, this::send);

            assertEquals(
                    status == Status.STATUS_MARKED_ROLLBACK ? Reason.MARKED_ROLLBACK : Reason.ENDED,
                    ((SmtpTransactionException) e.getNextException()).reason());
            manager.rollback();
        }
        assertEquals(0, due());
    }
}
