package org.postbound.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.postbound.config.SessionConfig;

/**
 * The TCP connection. The addresses of the host are tried in the order of the resolver until one answers (RFC 5321
 * section 5.1); all of them together have {@code ConnectTimeout}.
 */
final class Connecting {
    /** What one address gets although others wait, as long as there is time: a SYN may have to be repeated. */
    private static final Duration CHANCE = Duration.ofSeconds(2);

    /** What is left of the time after a timeout that fired a little early is no chance for another address. */
    private static final Duration LEAST = Duration.ofMillis(20);

    private final SessionConfig config;
    private final LinkFailures failures;
    private final Resolver resolver;
    private final Supplier<Socket> sockets;

    /** Finds the addresses of a host. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    Connecting(SessionConfig config, LinkFailures failures) {
        this(config, failures, InetAddress::getAllByName, Socket::new);
    }

    /** The sockets are not connected yet; each is for one attempt. */
    Connecting(SessionConfig config, LinkFailures failures, Resolver resolver, Supplier<Socket> sockets) {
        this.config = config;
        this.failures = failures;
        this.resolver = resolver;
        this.sockets = sockets;
    }

    /**
     * Connects.
     *
     * @throws org.postbound.SmtpConnectException if no address answers; the first one's failure says why
     */
    Socket run() {
        InetAddress[] addresses = resolve();
        long end = System.nanoTime() + config.timeouts().connect().toNanos();
        List<InetAddress> tried = new ArrayList<>();
        IOException failure = null;
        for (InetAddress address : addresses) {
            long left = end - System.nanoTime();
            if (failure != null && left < LEAST.toNanos()) {
                break;
            }
            long fair = Math.max(left / (addresses.length - tried.size()), CHANCE.toNanos());
            tried.add(address);
            try {
                return connect(address, Duration.ofNanos(Math.min(left, fair)));
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failures.notConnected(failure, tried);
    }

    private InetAddress[] resolve() {
        try {
            return resolver.addresses(config.server().host());
        } catch (UnknownHostException e) {
            throw failures.notResolved(e);
        }
    }

    private Socket connect(InetAddress address, Duration limit) throws IOException {
        Socket socket = sockets.get();
        try {
            // Commands and the ends of messages are small last segments: Nagle's algorithm would hold each back.
            socket.setTcpNoDelay(true);
            // 0 would mean for ever.
            int millis = Math.toIntExact(Math.max(1, limit.toMillis()));
            socket.connect(new InetSocketAddress(address, config.server().port()), millis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
