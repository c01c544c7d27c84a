package org.postbound.bench;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.SmtpConnectionSpec;
import org.postbound.ra.SmtpManagedConnectionFactory;

/**
 * What a pool asks of the adapter when a connection is checked out. WildFly asks {@code getInvalidConnections} each time,
 * for the one connection that it is about to hand over.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CheckoutBenchmark {
    private static final int POOLED = 5;

    private final SmtpManagedConnectionFactory factory = newFactory();
    private final Set<ManagedConnection> one = new LinkedHashSet<>();
    private final Set<ManagedConnection> five = new LinkedHashSet<>();
    private SmtpConnectionFactory unpooled;
    private ConnectionRequestInfo request;

    private static SmtpManagedConnectionFactory newFactory() {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName("mail.example.org");
        factory.setUserName("shop");
        factory.setPassword("secret");
        factory.setFrom("shop@example.org");
        return factory;
    }

    /**
     * Makes the connections; none opens a socket before it sends.
     *
     * @throws ResourceException if one cannot be made
     */
    @Setup
    public void prepare() throws ResourceException {
        unpooled = factory.createConnectionFactory();
        request = requestFor(SmtpConnectionSpec.configured());
        one.add(factory.createManagedConnection(null, request));
        for (int i = 1; i < POOLED; i++) {
            SmtpConnectionSpec other = SmtpConnectionSpec.configured().withPassword("shop" + i, "secret");
            five.add(factory.createManagedConnection(null, requestFor(other)));
        }
        five.add(factory.createManagedConnection(null, request));
    }

    /** What the container is given when an application asks for a connection. */
    private ConnectionRequestInfo requestFor(SmtpConnectionSpec spec) throws ResourceException {
        AtomicReference<ConnectionRequestInfo> asked = new AtomicReference<>();
        SmtpConnectionFactory asking = (SmtpConnectionFactory) factory.createConnectionFactory((managed, info) -> {
            asked.set(info);
            return null;
        });
        asking.getConnection(spec);
        return asked.get();
    }

    /**
     * Asks for the invalid ones of a single fresh connection.
     *
     * @return an empty set
     */
    @Benchmark
    public Object getInvalidConnections() {
        return factory.getInvalidConnections(one);
    }

    /**
     * Asks for a connection that matches, which is the last of five.
     *
     * @return the last
     * @throws ResourceException if the sign-on fails
     */
    @Benchmark
    public Object matchManagedConnections() throws ResourceException {
        return factory.matchManagedConnections(five, null, request);
    }

    /**
     * Takes and gives back a connection without a container: a managed connection and a handle are made and destroyed.
     *
     * @return the closed handle
     */
    @Benchmark
    public Object getConnectionAndClose() {
        try (SmtpConnection connection = unpooled.getConnection()) {
            return connection;
        }
    }
}
