package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postbound.DeliveryOptions;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;
import org.postbound.Receipt;
import org.postbound.outbox.Due;

/** An idempotency key needs an outbox, and names a message there. */
class IdempotencyTest {
    private static final String KEY = "order-4711";

    private static Email email() {
        return Email.builder()
                .from("a@from.test")
                .to("b@to.test")
                .text("Hello")
                .idempotencyKey(KEY)
                .build();
    }

    private static Envelope envelope() {
        return new Envelope(
                "a@from.test", List.of(ForwardPath.of("b@to.test")), DeliveryOptions.NONE.withIdempotencyKey(KEY));
    }

    private static List<Due> due(StubContainer container) {
        return container.outbox.takeDue("default", Instant.MAX, 100);
    }

    private static void assertRefused(SmtpConnectionHandle handle) {
        InvalidEmailException refusal =
                assertThrows(InvalidEmailException.class, () -> handle.sendAll(List.of(email())));
        assertEquals("idempotencyKey", refusal.field());
        assertTrue(refusal.getMessage().contains(KEY), refusal.getMessage());
        assertThrows(InvalidEmailException.class, () -> handle.send(envelope(), StubContainer.message(1)));
    }

    @Test
    void withoutOutbox_isRefused_inATransactionAndOutside() throws Exception {
        try (RefusingPort refusing = new RefusingPort();
                StubContainer container = StubContainer.start(refusing.port())) {
            SmtpManagedConnection connection = container.connect();
            SmtpConnectionHandle handle = container.handle(connection);
            assertRefused(handle);
            container.begin(connection, "t1");
            assertRefused(container.handle(connection));
        }
    }

    @Test
    void synchronousSend_isRefused_althoughThereIsAnOutbox() throws Exception {
        try (RefusingPort refusing = new RefusingPort();
                StubContainer container = StubContainer.startWithOutbox(refusing.port())) {
            assertRefused(container.handle(container.connect()));
        }
    }

    @Test
    void asynchronousSend_namesTheFirst() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            container.factory.setAsynchronous(true);
            SmtpConnectionHandle handle = container.handle(container.connect());
            Receipt first = handle.send(email());
            Receipt second = handle.send(envelope(), StubContainer.message(1));
            assertEquals(Disposition.STORED, second.disposition());
            assertEquals(first.outboxId(), second.outboxId());
            List<Due> due = due(container);
            assertEquals(1, due.size());
            assertEquals(first.outboxId().orElseThrow(), due.get(0).id().toString());
        }
    }

    @Test
    void transactions_bothCommit_andOneIsSent() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            SmtpManagedConnection connection = container.connect();
            for (String key : List.of("t1", "t2")) {
                container.begin(connection, key);
                assertEquals(
                        Disposition.STAGED,
                        container.handle(connection).send(email()).disposition());
                container.commit(connection);
                connection.cleanup();
            }
            assertEquals(1, due(container).size());
        }
    }
}
