package org.postbound.delivery;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpServerInfo;
import org.postbound.smtp.SessionListener;

/** What has happened on the connections of one factory. Safe for use by several threads. */
public final class Statistics implements SessionListener {
    private final Clock clock;
    private final AtomicInteger sessionsOpen = new AtomicInteger();
    private final LongAdder sessionsOpened = new LongAdder();
    private final LongAdder reconnects = new LongAdder();
    private final LongAdder messagesSent = new LongAdder();
    private final LongAdder messagesRefused = new LongAdder();
    private final LongAdder recipientsWithheld = new LongAdder();
    private volatile String lastError;
    private volatile SmtpServerInfo lastServer;

    /**
     * Starts from zero.
     *
     * @param clock for the time of errors
     */
    public Statistics(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void opened(SmtpServerInfo server, boolean again) {
        sessionsOpen.incrementAndGet();
        sessionsOpened.increment();
        if (again) {
            reconnects.increment();
        }
        lastServer = server;
    }

    @Override
    public void closed() {
        sessionsOpen.decrementAndGet();
    }

    void sent() {
        messagesSent.increment();
    }

    /**
     * Counts recipients that get nothing, since the configuration does not allow them.
     *
     * @param recipients how many
     */
    public void withheld(int recipients) {
        recipientsWithheld.add(recipients);
    }

    void failed(SmtpException failure) {
        if (failure instanceof SmtpReplyException) {
            messagesRefused.increment();
        }
        lastError = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + failure.getMessage();
    }

    /**
     * A reading of the counters, each by itself.
     *
     * @param sessionsOpen sessions that are open now
     * @param sessionsOpened sessions that were ever opened
     * @param reconnects sessions that were opened in the place of a lost one
     * @param messagesSent messages that the server accepted
     * @param messagesRefused messages that the server refused
     * @param recipientsWithheld recipients that get nothing, since the configuration does not allow them
     * @param lastError time and text of the last failure
     * @param lastServer what the server said of itself at the last opening
     */
    public record Reading(
            int sessionsOpen,
            long sessionsOpened,
            long reconnects,
            long messagesSent,
            long messagesRefused,
            long recipientsWithheld,
            Optional<String> lastError,
            Optional<SmtpServerInfo> lastServer) {}

    /**
     * Reads the counters.
     *
     * @return their values now
     */
    public Reading read() {
        return new Reading(
                sessionsOpen.get(),
                sessionsOpened.sum(),
                reconnects.sum(),
                messagesSent.sum(),
                messagesRefused.sum(),
                recipientsWithheld.sum(),
                Optional.ofNullable(lastError),
                Optional.ofNullable(lastServer));
    }
}
