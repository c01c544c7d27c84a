package org.postbound.test;

import jakarta.mail.Session;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.naming.Reference;
import org.postbound.Mailbox;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransport;
import org.postbound.mime.MessageRenderer;

/**
 * A connection factory that sends nothing, and shows what would have been sent. Messages are checked and rendered by the
 * adapter's own code, so what it refuses is refused here, with the same exception. Needs no network, thread or container;
 * safe for use by several threads.
 *
 * <pre>{@code
 * MockMail mail = MockMail.builder().from("Shop <shop@example.org>").build();
 * new Orders(mail).confirm("jo@example.org");
 * assertEquals("Thank you", mail.inbox().only().subject());
 * assertEquals(List.of(), mail.unclosed());
 * }</pre>
 *
 * <p>With a registry of transactions it follows them: mail that is sent in one is received when it commits, and never if it
 * rolls back. A handle that is taken in a transaction takes part in it; one from before does not, and refuses to send there.
 * Of several messages with one idempotency key the first that is committed is received. Outside of a transaction a key is
 * refused, as in production without {@code Asynchronous}.
 *
 * <p>It offers every extension of SMTP. What a server refuses for its limits, or for what it does not offer, a test with
 * {@link SmtpServer} finds.
 */
public final class MockMail implements SmtpConnectionFactory {
    private static final long serialVersionUID = 1L;

    private final Optional<Mailbox> from;
    private final MessageRenderer renderer;
    private final MockServer server;
    private final MockTransactions transactions;
    private final Queue<MockConnection> unclosed = new ConcurrentLinkedQueue<>();
    private Reference reference;

    private MockMail(Builder builder) {
        from = builder.from;
        renderer = new MessageRenderer(
                from, builder.maxMessageSize, Clock.system(ZoneId.systemDefault()), () -> "mock.invalid");
        server = new MockServer(builder.partialDelivery);
        transactions = new MockTransactions(builder.registry);
    }

    /**
     * Makes a factory without transactions or a default for From.
     *
     * @return a new factory
     */
    public static MockMail create() {
        return builder().build();
    }

    /**
     * Starts a factory that is to be configured.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Configures a {@link MockMail}, with the names of the real factory's properties. */
    public static final class Builder {
        private Optional<Mailbox> from = Optional.empty();
        private long maxMessageSize;
        private boolean partialDelivery;
        private Optional<TransactionSynchronizationRegistry> registry = Optional.empty();

        private Builder() {}

        /**
         * Sets the author of messages that name none.
         *
         * @param mailbox a mailbox, such as {@code Shop <shop@example.org>}
         * @return this builder
         * @throws org.postbound.InvalidEmailException if it is not one
         */
        public Builder from(String mailbox) {
            from = Optional.of(Mailbox.parse(mailbox));
            return this;
        }

        /**
         * Limits the size of messages.
         *
         * @param octets the most octets that a rendered message may have; 0, the default, for no limit
         * @return this builder
         */
        public Builder maxMessageSize(long octets) {
            maxMessageSize = octets;
            return this;
        }

        /**
         * Has messages go to the recipients that are accepted although others are refused; otherwise they go to all or none.
         *
         * @return this builder
         */
        public Builder partialDelivery() {
            partialDelivery = true;
            return this;
        }

        /**
         * Has the factory follow the transactions of a transaction manager.
         *
         * @param registry the registry that belongs to it
         * @return this builder
         */
        public Builder transactions(TransactionSynchronizationRegistry registry) {
            this.registry = Optional.of(registry);
            return this;
        }

        /**
         * Makes the factory.
         *
         * @return a new factory
         */
        public MockMail build() {
            return new MockMail(this);
        }
    }

    MessageRenderer renderer() {
        return renderer;
    }

    MockServer server() {
        return server;
    }

    MockTransactions transactions() {
        return transactions;
    }

    /**
     * Returns what was received: mail that was sent outside of a transaction, or in one that has committed.
     *
     * @return always the same inbox
     */
    public Inbox inbox() {
        return server.inbox();
    }

    /**
     * Returns the connections that were taken and not closed yet. In production each keeps a place of the pool.
     *
     * @return the connections in the order in which they were taken; each says where, as a string
     */
    public List<SmtpConnection> unclosed() {
        return List.copyOf(unclosed);
    }

    void forget(MockConnection connection) {
        unclosed.remove(connection);
    }

    /**
     * Has a recipient refused from now on, with {@link org.postbound.SmtpReplyException} for messages that are sent outside of
     * a transaction. Mail of a transaction is received all the same, since the outbox would keep trying.
     *
     * @param address the address of the recipient, in any case, and its domain as people write it or in ASCII
     * @param code the code of the reply: 4yz if it is to be tried again later, else 5yz
     * @param text the text of the reply, such as {@code 5.1.1 no such user}
     * @throws IllegalArgumentException if the code is another one
     * @throws org.postbound.InvalidEmailException if it is no address
     */
    public void refuse(String address, int code, String text) {
        server.refused().add(address, code, text);
    }

    /**
     * Has the next message that is sent outside of a transaction refused, with {@link org.postbound.SmtpReplyException}.
     *
     * @param code the code of the reply: 4yz if it is to be tried again later, else 5yz
     * @param text the text of the reply, such as {@code 4.3.1 disk full}
     * @throws IllegalArgumentException if the code is another one
     */
    public void refuseNextMessage(int code, String text) {
        server.addFault(new Fault.MessageRefused(RefusedRecipients.refusal(code, text)));
    }

    /**
     * Has no server listen for the next message that is sent outside of a transaction: {@link
     * org.postbound.SmtpConnectException}.
     */
    public void refuseNextConnection() {
        server.addFault(new Fault.ConnectionRefused());
    }

    /**
     * Has the last reply to the next message lost that is sent outside of a transaction: {@link
     * org.postbound.InDoubtException}, although the message is received.
     */
    public void loseNextReply() {
        server.addFault(new Fault.ReplyLost());
    }

    /**
     * Forgets what was received and refused, the failures to come, the idempotency keys, and the connections that were not
     * closed.
     */
    public void reset() {
        server.reset();
        unclosed.clear();
    }

    @Override
    public SmtpConnection getConnection() {
        return getConnection(SmtpConnectionSpec.configured());
    }

    @Override
    public SmtpConnection getConnection(SmtpConnectionSpec spec) {
        Objects.requireNonNull(spec, "spec");
        MockConnection connection = new MockConnection(this, transactions.enlist(spec, server));
        unclosed.add(connection);
        return connection;
    }

    @Override
    public Session getMailSession() {
        return SmtpTransport.newSession(this, from.map(Mailbox::toString).orElse(null));
    }

    @Override
    public Reference getReference() {
        return reference;
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    /** Returns what was received. */
    @Override
    public String toString() {
        return "MockMail: " + inbox();
    }
}
