package org.postbound.standalone;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;

/**
 * Builds a connection factory in code. The properties are those of the resource adapter, and have the same names and defaults,
 * except that {@code Outbox} is NONE until {@link #outbox(Path)} is called; the methods that have no property are about the pool
 * and transactions. Null, a value of another type, an unknown name and a pool that cannot work are refused at once, the rest by
 * {@link #build()}.
 */
public final class FactoryBuilder {
    private final ConfigProperties properties = new ConfigProperties();
    private PoolLimits limits = PoolLimits.DEFAULT;
    private boolean closedAtExit = true;
    private Supplier<Optional<ProgramTransactions>> transactions = Optional::empty;

    FactoryBuilder() {
        property("Outbox", "NONE");
    }

    /**
     * Names the factory, and with it the route of its mail in an outbox ({@code Name}).
     *
     * @param name a name; factories of one outbox that differ need names that differ
     * @return this builder
     */
    public FactoryBuilder name(String name) {
        return property("Name", name);
    }

    /**
     * Sets the SMTP server ({@code ServerName}).
     *
     * @param host a host name or an IP address; after commas others that take its place while it cannot be reached
     * @return this builder
     */
    public FactoryBuilder server(String host) {
        return property("ServerName", host);
    }

    /**
     * Sets the port ({@code PortNumber}).
     *
     * @param port a TCP port; 0, the default, for the one that the security has by itself
     * @return this builder
     */
    public FactoryBuilder port(int port) {
        return property("PortNumber", port);
    }

    /**
     * Sets how connections are protected ({@code Security}).
     *
     * @param security the protection; {@link Security#STARTTLS} by default
     * @return this builder
     */
    public FactoryBuilder security(Security security) {
        return property("Security", security);
    }

    /**
     * Sets whose connections they are ({@code UserName}, {@code Password}). For tokens and certificates see the other
     * properties.
     *
     * @param name the authentication identity
     * @param password its password
     * @return this builder
     */
    public FactoryBuilder user(String name, String password) {
        return property("UserName", name).property("Password", password);
    }

    /**
     * Sets the author of messages that name none ({@code From}).
     *
     * @param mailbox such as {@code Shop <shop@example.org>}
     * @return this builder
     */
    public FactoryBuilder from(String mailbox) {
        return property("From", mailbox);
    }

    /**
     * Limits the wait for the TCP connection, the TLS handshake and the greeting, each ({@code ConnectTimeout}).
     *
     * @param timeout at least a millisecond; ten seconds by default
     * @return this builder
     */
    public FactoryBuilder connectTimeout(Duration timeout) {
        return millis("ConnectTimeout", timeout);
    }

    /**
     * Limits the wait for the reply to a command, and for the server to take a part of a message ({@code ReadTimeout}).
     *
     * @param timeout at least a millisecond; five minutes by default
     * @return this builder
     */
    public FactoryBuilder readTimeout(Duration timeout) {
        return millis("ReadTimeout", timeout);
    }

    /**
     * Limits the wait for the reply to a complete message ({@code FinalReplyTimeout}).
     *
     * @param timeout at least a millisecond; ten minutes by default. Short ones make duplicates
     * @return this builder
     */
    public FactoryBuilder finalReplyTimeout(Duration timeout) {
        return millis("FinalReplyTimeout", timeout);
    }

    private FactoryBuilder millis(String property, Duration duration) {
        if (duration == null) {
            return property(property, null);
        }
        // What is beyond counting is refused like all that is out of its range.
        boolean isCountable = duration.compareTo(Duration.ofMillis(Long.MAX_VALUE)) <= 0;
        return property(property, isCountable ? duration.toMillis() : Long.MAX_VALUE);
    }

    /**
     * Sets any property of the resource adapter or its connection factories, by the name that it has in {@code ra.xml}.
     *
     * @param name such as {@code TrustStore}
     * @param value a value of the property's type, or the text of one
     * @return this builder
     * @throws SmtpConfigurationException if there is no such property, or the value is null or of another type
     */
    public FactoryBuilder property(String name, Object value) {
        properties.set(name, value);
        return this;
    }

    /**
     * Keeps mail in files until the server has accepted it. What is there already, from an earlier run, is sent, too.
     *
     * @param directory where; it is made if it is not there, belongs to one program at a time, and has to outlive it
     * @return this builder
     */
    public FactoryBuilder outbox(Path directory) {
        return property("Outbox", "JOURNAL").property("OutboxDirectory", directory);
    }

    /**
     * Has {@code send} return when the message is in the outbox; couriers hand it over, with retries ({@code Asynchronous}).
     *
     * @param asynchronous true needs an outbox
     * @return this builder
     */
    public FactoryBuilder asynchronous(boolean asynchronous) {
        return property("Asynchronous", asynchronous);
    }

    /**
     * Has connections take part in transactions, as in an application server: mail that is sent in one leaves if and only if it
     * commits. Needs an {@link #outbox(Path)}, and the manager's recovery needs {@link PostboundFactory#recoveryResource()}.
     *
     * @param manager begins and ends the transactions of threads
     * @param registry of the same manager
     * @return this builder
     * @throws SmtpConfigurationException if one of them is null
     */
    public FactoryBuilder transactions(TransactionManager manager, TransactionSynchronizationRegistry registry) {
        if (manager == null || registry == null) {
            throw new SmtpConfigurationException(
                    "transactions",
                    "has no %s; give both, or leave transactions out"
                            .formatted(manager == null ? "manager" : "registry"));
        }
        transactions = () -> Optional.of(new ProgramTransactions(manager, registry));
        return this;
    }

    /**
     * Limits the connections of the pool, in use or idle, to whichever servers and for whichever users; the outbox's couriers
     * have theirs ({@code DeliveryConnections}).
     *
     * @param connections at least 1; 10 by default
     * @return this builder
     * @throws SmtpConfigurationException if there is to be none
     */
    public FactoryBuilder maxPoolSize(int connections) {
        limits = limits.withMaxSize(connections);
        return this;
    }

    /**
     * Sets how long an idle connection is kept.
     *
     * @param timeout more than zero; a minute by default
     * @return this builder
     * @throws SmtpConfigurationException if it is zero or less, or more than 24 days
     */
    public FactoryBuilder idleTimeout(Duration timeout) {
        limits = limits.withIdleTimeout(timeout);
        return this;
    }

    /**
     * Sets how long {@code getConnection} waits while all connections are in use. Where one that is idle has to be ended for it,
     * it waits half a second for that in any case.
     *
     * @param time zero or more; 30 seconds by default
     * @return this builder
     * @throws SmtpConfigurationException if it is less than zero, or more than 24 days
     */
    public FactoryBuilder maxWait(Duration time) {
        limits = limits.withMaxWait(time);
        return this;
    }

    /**
     * Sets whether a factory that is open when the program ends is closed then. The Java runtime does that while whatever else
     * ends the program goes on, so a framework that ends its parts one after the other, and waits for the work under way, is
     * better left to close the factory itself.
     *
     * @param closed true, the default, if it is
     * @return this builder
     */
    public FactoryBuilder closeAtExit(boolean closed) {
        closedAtExit = closed;
        return this;
    }

    /**
     * Builds the factory, and starts the delivery of its mail in the outbox. No connection is opened before it is needed.
     *
     * @return a factory to be closed when the program needs it no more
     * @throws SmtpConfigurationException if the properties cannot work, naming the one to be corrected
     * @throws org.postbound.OutboxException if the outbox cannot be opened
     */
    public PostboundFactory build() {
        Optional<ProgramTransactions> own = transactions.get();
        if (own.isPresent() && properties.has("Outbox", "NONE")) {
            throw new SmtpConfigurationException(
                    "Outbox",
                    "is NONE, and without one mail cannot wait for the commit of a transaction; name a directory");
        }
        return ProgramFactory.start(properties, limits, own, closedAtExit ? Leftovers::register : Leftovers::own);
    }
}
