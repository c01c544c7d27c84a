package org.postbound.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.XAResource;
import org.postbound.Envelope;
import org.postbound.config.OutboxConfig;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Journals;
import org.postbound.tx.Branches;
import org.postbound.tx.Enlistment;
import org.postbound.tx.OutboxBranches;

/**
 * Business transactions, a row and a mail each, while the relay is up and while it is down, in turn; and whether all mail
 * arrives once.
 */
final class RelayDown {
    static final String TITLE = "durable transactions with the relay down, 8 threads";

    private static final int THREADS = 8;
    private static final int COURIERS = 2;
    private static final Duration ARRIVAL = Duration.ofMinutes(2);

    private final Coordinator coordinator;
    private final byte[] content;
    private final AtomicLong committed = new AtomicLong();

    RelayDown(Coordinator coordinator, byte[] content) {
        this.coordinator = coordinator;
        this.content = content;
    }

    /**
     * What was measured, in pairs of rounds.
     *
     * @param up transactions per second with the relay up, the median
     * @param down the same with the relay down
     * @param ratio of the rounds of a pair, the median
     * @param pairs how many
     * @param messages how many arrived, each once
     */
    record Result(double up, double down, double ratio, int pairs, long messages) {}

    Result run(WorkFolder folder, int pairs, Duration round) throws Exception {
        try (CountingRelay relay = new CountingRelay();
                Mail mail = new Mail(folder.make(), relay.port());
                OpenStore database = new H2Store().open(folder.make(), content);
                Client client = ThreadedClient.connect(THREADS, () -> sender(mail, database))) {
            client.run(round);
            relay.await(committed.get(), ARRIVAL);
            List<Double> ups = new ArrayList<>();
            List<Double> downs = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int pair = 0; pair < pairs; pair++) {
                ups.add(client.run(round).perSecond());
                relay.await(committed.get(), ARRIVAL);
                database.empty();
                relay.down();
                downs.add(client.run(round).perSecond());
                relay.up();
                mail.couriers.resume();
                relay.await(committed.get(), ARRIVAL);
                database.empty();
                ratios.add(downs.get(pair) / ups.get(pair));
            }
            return new Result(median(ups), median(downs), median(ratios), pairs, committed.get());
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private Sender sender(Mail mail, OpenStore database) throws Exception {
        return new TransactionSender(coordinator, List.of(database.newParticipant(), mail.newParticipant()));
    }

    /** An outbox and its couriers. */
    private final class Mail implements AutoCloseable {
        final Couriers couriers;
        private final Journals.Lease journal;
        private final Branches branches;

        Mail(Path directory, int port) {
            journal = Journals.open(OutboxConfig.Journal.of(directory), Clock.systemUTC(), "bench", new NoTrouble());
            Couriers.start(journal, "outbox");
            branches = new OutboxBranches(journal.outbox()).of(Couriers.ROUTE);
            couriers = new Couriers(journal.outbox(), COURIERS, port);
        }

        Participant newParticipant() {
            return new Mailing(branches.newEnlistment(coordinator::current));
        }

        @Override
        public void close() {
            couriers.close();
            journal.close();
        }
    }

    private final class Mailing implements Participant {
        private final Enlistment enlistment;

        Mailing(Enlistment enlistment) {
            this.enlistment = enlistment;
        }

        @Override
        public XAResource resource() {
            return enlistment.resource();
        }

        @Override
        public void work() {
            Envelope envelope =
                    Envelope.of("shop@example.org", "customer-%d@example.org".formatted(committed.incrementAndGet()));
            enlistment.stage(
                    enlistment.key().orElseThrow(), List.of(new RenderedMessage(envelope, WireMessage.of(content))));
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
