package org.postbound.ra;

import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpServerInfo;
import org.postbound.mime.MessageRenderer;
import org.postbound.mime.RenderedMessage;
import org.postbound.tx.SendRule;

/**
 * What an application holds. The container may move it to another connection, and takes it away at any moment.
 *
 * <p>Public because WildFly closes a forgotten handle by reflection, which reaches public classes only; not final because what
 * TomEE gives to an application is a subclass that passes each call on.
 */
public class SmtpConnectionHandle implements SmtpConnection {
    private final AtomicReference<State> state = new AtomicReference<>(new Invalidated());

    private sealed interface State {}

    /** In use; taken in the given transaction, if in one. */
    private record Associated(SmtpManagedConnection connection, Optional<Object> taken) implements State {}

    /** Taken away by the container: the transaction ended or the connection was destroyed. */
    private record Invalidated() implements State {}

    /** Closed by the application. */
    private record Closed() implements State {}

    SmtpConnectionHandle() {}

    void associate(SmtpManagedConnection connection, Optional<Object> taken) {
        State previous =
                state.getAndUpdate(current -> current instanceof Closed ? current : new Associated(connection, taken));
        if (previous instanceof Closed) {
            throw SendRule.closed();
        }
        if (previous instanceof Associated associated && associated.connection() != connection) {
            associated.connection().forget(this);
        }
    }

    /** Called by the connection that goes away; one that the handle has left meanwhile has no say. */
    void invalidate(SmtpManagedConnection connection) {
        state.updateAndGet(current -> isAt(connection, current) ? new Invalidated() : current);
    }

    private static boolean isAt(SmtpManagedConnection connection, State state) {
        return state instanceof Associated associated && associated.connection() == connection;
    }

    private Associated associated() {
        State current = state.get();
        if (current instanceof Associated associated) {
            return associated;
        }
        throw current instanceof Closed ? SendRule.closed() : SendRule.ended();
    }

    @Override
    public Receipt send(Email email) {
        return send(renderer -> renderer.render(email));
    }

    @Override
    public Receipt send(MimeMessage message) {
        return send(renderer -> renderer.render(message));
    }

    @Override
    public Receipt send(Envelope envelope, MimeMessage message) {
        return send(renderer -> renderer.render(envelope, message));
    }

    @Override
    public Receipt send(Envelope envelope, byte[] message) {
        return send(renderer -> renderer.render(envelope, message));
    }

    /** Whether it may be sent is asked before rendering, which may read files, and again after it. */
    private Receipt send(Function<MessageRenderer, RenderedMessage> rendering) {
        SmtpManagedConnection connection = sendable().connection();
        List<RenderedMessage> messages = List.of(rendering.apply(connection.renderer()));
        return handOver(messages, now -> List.of(now.connection().send(this, now.taken(), messages.get(0))))
                .get(0);
    }

    /** Messages that a transaction does not keep are given up, whatever becomes of them. */
    private List<Receipt> handOver(List<RenderedMessage> messages, Function<Associated, List<Receipt>> sending) {
        boolean kept = false;
        try {
            List<Receipt> receipts = sending.apply(associated());
            kept = receipts.stream().anyMatch(receipt -> receipt.disposition() == Disposition.STAGED);
            return receipts;
        } finally {
            if (!kept) {
                messages.forEach(RenderedMessage::close);
            }
        }
    }

    @Override
    public List<Receipt> sendAll(List<Email> emails) {
        List<RenderedMessage> messages = sendable().connection().renderer().renderAll(emails);
        return handOver(messages, now -> now.connection().sendAll(this, now.taken(), messages));
    }

    private Associated sendable() {
        Associated current = associated();
        current.connection().checkSendable(current.taken());
        return current;
    }

    @Override
    public SmtpServerInfo server() {
        return associated().connection().server(this);
    }

    @Override
    public void close() {
        State previous = state.getAndSet(new Closed());
        if (previous instanceof Associated associated) {
            associated.connection().close(this);
        }
    }
}
