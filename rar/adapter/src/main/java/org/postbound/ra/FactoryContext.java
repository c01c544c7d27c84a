package org.postbound.ra;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.FactoryConfig;
import org.postbound.config.SessionConfig;
import org.postbound.delivery.RateLimit;
import org.postbound.delivery.Statistics;
import org.postbound.delivery.Submission;
import org.postbound.mime.MessageRenderer;
import org.postbound.oauth.FetchedTokens;
import org.postbound.smtp.AccessTokens;
import org.postbound.smtp.Deadlines;
import org.postbound.smtp.Relays;
import org.postbound.smtp.SmtpLink;
import org.postbound.tx.OutboxBranches;
import org.postbound.tx.ThreadTransaction;

/**
 * What all connections of one factory share.
 *
 * @param config the sealed configuration
 * @param renderer renders messages
 * @param addressing applies RedirectTo and AllowedRecipients to them
 * @param deadlines bounds what a socket's timeout cannot
 * @param tokens fetches access tokens
 * @param transactions knows the transaction of a thread
 * @param rate the limit that all connections share
 * @param statistics counts what happens on all connections
 * @param outbox keeps mail until it is accepted, asked for at each use; empty without an outbox
 */
record FactoryContext(
        FactoryConfig config,
        MessageRenderer renderer,
        Addressing addressing,
        Deadlines deadlines,
        AccessTokens tokens,
        ThreadTransaction.Source transactions,
        RateLimit rate,
        Statistics statistics,
        Optional<Supplier<OutboxBranches>> outbox) {
    /** Checks that there is an outbox if one is needed. */
    FactoryContext {
        if (config.asynchronous() && outbox.isEmpty()) {
            throw new SmtpConfigurationException(
                    "Asynchronous",
                    "is true, but there is no outbox, since the adapter has Outbox=NONE or there is no container; set Outbox"
                            + " of the adapter to JOURNAL, or give false");
        }
    }

    static FactoryContext of(
            FactoryConfig config,
            Deadlines deadlines,
            ThreadTransaction.Source transactions,
            Optional<Supplier<OutboxBranches>> outbox) {
        Statistics statistics = new Statistics(Clock.systemUTC());
        return new FactoryContext(
                config,
                newRenderer(config),
                new Addressing(config.recipients(), statistics),
                deadlines,
                new FetchedTokens(config.session().tls(), config.session().timeouts(), System::nanoTime),
                transactions,
                new RateLimit(config.rateLimit(), System::nanoTime),
                statistics,
                outbox);
    }

    /** Prepares a connection to a server; opens nothing. */
    Submission newSubmission(SessionConfig target) {
        Relays relays = new Relays(config.relays(target), deadlines, tokens, System::nanoTime);
        SmtpLink link = new SmtpLink(relays, config.limits(), statistics, System::nanoTime);
        return new Submission(link, rate, statistics, config.partialDelivery());
    }

    /** How a connection over which messages are submitted takes part in transactions. */
    Participation newParticipation(Submission submission) {
        return outbox.map(open -> open.get().of(config.name()).newEnlistment(transactions))
                .map(Participation::through)
                .orElseGet(() -> Participation.through(submission, transactions));
    }

    private static MessageRenderer newRenderer(FactoryConfig config) {
        String host = config.from()
                .map(mailbox -> mailbox.address().substring(mailbox.address().lastIndexOf('@') + 1))
                .filter(domain -> domain.chars().allMatch(c -> c < 0x7f))
                .orElseGet(FactoryContext::localHost);
        return new MessageRenderer(
                config.from(), config.maxMessageSize(), Clock.system(ZoneId.systemDefault()), () -> host);
    }

    /** Asked once, since it may take the time of a name server. */
    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    static FactoryContext unmanaged(FactoryConfig config) {
        return of(config, UnmanagedDeadlines.instance(), ThreadTransaction.Unknown::new, Optional.empty());
    }
}
