package org.postbound.bench;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** One store's part in one case, open. */
final class StoreContest implements AutoCloseable {
    private final StoreCase what;
    private final StorePeer peer;
    private final Rounds rounds = new Rounds();
    private OpenStore store;
    private Client client;
    private long messages;
    private long syncs;

    /** Opens nothing yet. */
    StoreContest(StoreCase what, StorePeer peer) {
        this.what = what;
        this.peer = peer;
    }

    /** Opens the store, and stores without counting. */
    void warmUp(WorkFolder folder, byte[] content, Coordinator coordinator, Duration time) {
        rounds.attempt(() -> {
            store = peer.open(folder.make(), content);
            client = ThreadedClient.connect(what.threads(), store, () -> sender(coordinator));
            client.run(time);
            store.empty();
        });
    }

    private Sender sender(Coordinator coordinator) throws Exception {
        return switch (what.work()) {
            case FORCED_ADD -> store.newSender();
            case ONE_PHASE -> new TransactionSender(coordinator, List.of(store.newParticipant()));
            case TWO_PHASE ->
                new TransactionSender(coordinator, List.of(store.newParticipant(), new TrivialParticipant()));
        };
    }

    /** One round; what was stored is removed outside of the time. */
    void round(Duration time) {
        rounds.attempt(() -> {
            long before = store.syncs().orElse(0);
            Client.Sample sample = client.run(time);
            syncs += store.syncs().orElse(0) - before;
            messages += sample.messages();
            rounds.add(sample.perSecond());
            store.empty();
        });
    }

    StoreRow row() {
        if (rounds.failure().isPresent()) {
            return StoreRow.failed(what, peer.name(), rounds.failure().get());
        }
        OptionalDouble perMessage =
                store.syncs().isPresent() ? OptionalDouble.of((double) syncs / messages) : OptionalDouble.empty();
        return new StoreRow(what, peer.name(), rounds.rate(), perMessage, rounds.failure());
    }

    @Override
    public void close() throws Exception {
        if (client != null) {
            client.close();
        } else if (store != null) {
            store.close();
        }
    }
}
