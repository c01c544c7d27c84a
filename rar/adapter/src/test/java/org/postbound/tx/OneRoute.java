package org.postbound.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.function.Executable;
import org.postbound.mime.RenderedMessage;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;

/** For tests of XA: a route of an outbox that can be made to fail, and a connection of it in the transaction t1. */
abstract class OneRoute {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Xid XID = Xids.of(1);

    final InMemoryOutbox store = new InMemoryOutbox(Clock.fixed(NOON, ZoneOffset.UTC));
    final FailingOutbox failing = new FailingOutbox(store);
    final Branches branches = new Branches(failing.outbox(), "orders");
    final Enlistment connection = newConnection();
    final XAResource resource = connection.resource();

    Enlistment newConnection() {
        return branches.newEnlistment(() -> new ThreadTransaction.Active("t1"));
    }

    static XAException fails(int code, Executable verb) {
        XAException failure = assertThrows(XAException.class, verb);
        assertEquals(code, failure.errorCode, failure.getMessage());
        return failure;
    }

    RenderedMessage stage(int number) {
        RenderedMessage message = TestMessages.message(number);
        connection.stage("t1", List.of(message));
        return message;
    }

    void prepare(Xid xid, int number) throws XAException {
        resource.start(xid, XAResource.TMNOFLAGS);
        stage(number);
        resource.end(xid, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_OK, resource.prepare(xid));
    }

    List<String> due() {
        return store.takeDue("orders", Instant.MAX, 100).stream()
                .map(Due::messageId)
                .toList();
    }
}
