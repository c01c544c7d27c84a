package org.postbound.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import javax.transaction.xa.XAResource;
import org.postbound.Envelope;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.CountedOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.tx.Branches;
import org.postbound.tx.Enlistment;
import org.postbound.tx.OutboxBranches;

/** The outbox with its XA branches, and nobody who delivers. */
final class PostboundStore implements StorePeer {
    static final String NAME = "Postbound outbox";
    private static final String ROUTE = "default";

    private final Coordinator coordinator;

    PostboundStore(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "Postbound " + Versions.of("postbound-adapter");
    }

    @Override
    public OpenStore open(Path directory, byte[] content) throws Exception {
        return new Open(new CountedOutbox(directory), content);
    }

    private final class Open implements OpenStore {
        private final CountedOutbox store;
        private final Branches branches;
        private final byte[] content;

        Open(CountedOutbox store, byte[] content) {
            this.store = store;
            this.content = content;
            branches = new OutboxBranches(store.outbox()).of(ROUTE);
        }

        private Enlistment enlistment() {
            return branches.newEnlistment(coordinator::current);
        }

        private List<RenderedMessage> message() {
            Envelope envelope = Envelope.of("shop@example.org", "customer@example.org");
            return List.of(new RenderedMessage(envelope, WireMessage.of(content)));
        }

        @Override
        public Sender newSender() {
            Enlistment enlistment = enlistment();
            return new Sender() {
                @Override
                public int send() {
                    return enlistment.store(message()).size();
                }

                @Override
                public void close() {
                    // Nothing was opened.
                }
            };
        }

        @Override
        public Participant newParticipant() {
            Enlistment enlistment = enlistment();
            return new Participant() {
                @Override
                public XAResource resource() {
                    return enlistment.resource();
                }

                @Override
                public void work() {
                    enlistment.stage(enlistment.key().orElseThrow(), message());
                }

                @Override
                public void close() {
                    // Nothing was opened.
                }
            };
        }

        @Override
        public void empty() {
            Outbox outbox = store.outbox();
            outbox.takeDue(ROUTE, Instant.MAX, Integer.MAX_VALUE).stream()
                    .map(due -> outbox.settle(due.id(), Attempt.accepted(Instant.now(), List.of())))
                    .toList()
                    .forEach(Outbox.Settlement::await);
        }

        @Override
        public OptionalLong syncs() {
            return OptionalLong.of(store.syncs());
        }

        @Override
        public void close() throws Exception {
            store.close();
        }
    }
}
