package org.postbound.test;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postbound.SmtpReply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;

/** One mail transaction at an {@link SmtpServer}. */
final class Reception implements MessageHandler {
    private final Behaviour behaviour;
    private final List<String> recipients = new ArrayList<>();
    private String reversePath = "";

    /**
     * What the server does with mail.
     *
     * @param inbox where it goes
     * @param refused for whom there is none
     * @param delay how long the server takes to say that it has a message
     * @param stopping counted down when nobody is to wait any longer
     */
    record Behaviour(Inbox inbox, RefusedRecipients refused, Duration delay, CountDownLatch stopping) {}

    Reception(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public void from(String address) {
        reversePath = address;
    }

    @Override
    public void recipient(String address) throws RejectException {
        Optional<SmtpReply> refusal = behaviour.refused().reply(address);
        if (refusal.isPresent()) {
            throw new RejectException(
                    refusal.get().code(), refusal.get().lines().get(0));
        }
        recipients.add(address);
    }

    @Override
    public String data(InputStream data) throws RejectException, IOException {
        behaviour.inbox().add(new ReceivedMail(reversePath, recipients, data.readAllBytes()));
        try {
            if (behaviour.stopping().await(behaviour.delay().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DropConnectionException(421, "4.3.2 closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DropConnectionException(421, "4.3.2 closing");
        }
        return "2.0.0 accepted";
    }

    @Override
    public void done() {
        // Nothing is held between messages.
    }
}
