package org.postbound.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.postbound.SmtpException;
import org.postbound.mime.RenderedMessage;
import org.postbound.smtp.MessageStream;
import org.postbound.smtp.SmtpLink;
import org.postbound.smtp.SmtpSession.Accepted;

/**
 * Hands messages to the server over one link: in its turn, and counted.
 *
 * @param link the connection
 * @param rate the limit that all connections of the factory share
 * @param statistics counts what becomes of the messages
 * @param partialDelivery whether to deliver to some if the server refuses other recipients
 */
public record Submission(SmtpLink link, RateLimit rate, Statistics statistics, boolean partialDelivery) {
    /** Checks that nothing is null. */
    public Submission {
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(statistics, "statistics");
    }

    /**
     * Submits a message.
     *
     * @param message the message
     * @return what the server accepted
     * @throws SmtpException if the message was not accepted
     */
    public Accepted submit(RenderedMessage message) {
        rate.acquire(Submission::sleep);
        try {
            Accepted accepted = link.send(message, partialDelivery);
            statistics.sent();
            return accepted;
        } catch (SmtpException e) {
            statistics.failed(e);
            throw e;
        }
    }

    /**
     * Submits messages, in as few round trips as the server permits.
     *
     * @param messages the messages; told what becomes of each
     */
    public void submitAll(MessageStream messages) {
        submitAll(messages, Submission::sleep);
    }

    /** Submits messages; the pause may end them early. */
    void submitAll(MessageStream messages, RateLimit.Pause pause) {
        link.sendAll(new Counted(new Paced(messages, rate, pause), statistics), partialDelivery);
    }

    /** How a thread of an application waits. */
    private static boolean sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return true;
    }
}
