package org.postbound.bench;

import java.util.List;

/** Stores each message in a transaction of its own. */
record TransactionSender(Coordinator coordinator, List<Participant> participants) implements Sender {
    @Override
    public int send() throws Exception {
        coordinator.run(participants);
        return 1;
    }

    @Override
    public void close() throws Exception {
        for (Participant participant : participants) {
            participant.close();
        }
    }
}
