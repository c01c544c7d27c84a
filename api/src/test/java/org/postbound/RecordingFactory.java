package org.postbound;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.naming.Reference;

/** A factory that keeps what is sent, and fails or answers as a test says. */
final class RecordingFactory implements SmtpConnectionFactory {
    private static final long serialVersionUID = 1L;

    final transient List<SmtpConnectionSpec> specs = new ArrayList<>();
    final transient List<Envelope> envelopes = new ArrayList<>();
    final transient List<MimeMessage> messages = new ArrayList<>();
    /** Thrown by the sends to come, one each. */
    final transient Deque<SmtpException> failures = new ArrayDeque<>();

    /** Returned by the sends to come, one each; without any, as the replies say. */
    final transient Deque<Receipt> receipts = new ArrayDeque<>();

    transient SmtpException noConnection;
    /** What the server says to the recipients to come; without any it is not asked. */
    transient List<SmtpReply> replies = List.of();

    transient int closed;

    @Override
    public SmtpConnection getConnection() {
        return getConnection(SmtpConnectionSpec.configured());
    }

    @Override
    public SmtpConnection getConnection(SmtpConnectionSpec spec) {
        if (noConnection != null) {
            throw noConnection;
        }
        specs.add(spec);
        return new Connection();
    }

    @Override
    public Session getMailSession() {
        return SmtpTransport.newSession(this, "default@example.org");
    }

    @Override
    public Reference getReference() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setReference(Reference reference) {
        throw new UnsupportedOperationException();
    }

    List<RecipientOutcome> outcomes(Envelope envelope) {
        List<RecipientOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            outcomes.add(RecipientOutcome.of(envelope.forwardPaths().get(i).address(), replies.get(i)));
        }
        return outcomes;
    }

    private final class Connection implements SmtpConnection {
        private boolean open = true;

        @Override
        public Receipt send(Envelope envelope, MimeMessage message) {
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
            envelopes.add(envelope);
            messages.add(message);
            if (!receipts.isEmpty()) {
                return receipts.remove();
            }
            return replies.isEmpty()
                    ? Receipt.staged("", pending(envelope).toList())
                    : Receipt.accepted("", outcomes(envelope), new SmtpReply(250, List.of("ok")));
        }

        private static Stream<RecipientOutcome> pending(Envelope envelope) {
            return envelope.forwardPaths().stream().map(path -> RecipientOutcome.pending(path.address()));
        }

        @Override
        public Receipt send(Email email) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Receipt send(MimeMessage message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Receipt send(Envelope envelope, byte[] message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Receipt> sendAll(List<Email> emails) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SmtpServerInfo server() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                closed++;
            }
        }
    }
}
