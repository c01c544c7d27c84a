package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectException.Reason;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.Mechanism;
import org.postbound.config.SessionConfig;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

/** Never leaves the loopback network, which is 127.0.0.0/8: its addresses stand for those of one host. */
class ConnectingTest {
    private static final String HOST = "relay.test";
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static SessionConfig config(int port, Duration limit) {
        return new SessionConfig(
                new SmtpConnectionSpec.Server(HOST, port, Security.NONE),
                new Credentials.None(),
                Mechanism.STRONGEST_FIRST,
                Tls.DEFAULT,
                new Timeouts(limit, AMPLE, AMPLE),
                Optional.empty(),
                true);
    }

    private static Connecting connecting(int port, Duration limit, String... addresses) {
        return connecting(port, limit, Socket::new, addresses);
    }

    private static Connecting connecting(int port, Duration limit, Supplier<Socket> sockets, String... addresses) {
        SessionConfig config = config(port, limit);
        return new Connecting(config, new LinkFailures(config), host -> all(addresses), sockets);
    }

    private static InetAddress[] all(String... addresses) throws UnknownHostException {
        InetAddress[] all = new InetAddress[addresses.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(addresses[i]);
        }
        return all;
    }

    private static SmtpConnectException fails(Connecting connecting) {
        return assertThrows(SmtpConnectException.class, connecting::run);
    }

    private static ServerSocket listen(String address, int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByName(address));
    }

    /** A port that nothing listens on. */
    private static int closedPort() throws IOException {
        try (ServerSocket unused = listen("127.0.0.1", 0)) {
            return unused.getLocalPort();
        }
    }

    /** Lets nobody else in: whoever listens does not accept, and as many wait as may. */
    private static List<Socket> fillBacklog(ServerSocket listener) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
            } catch (SocketTimeoutException e) {
                return waiting;
            }
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void socket_sendsSmallSegmentsAtOnce() throws Exception {
        try (ServerSocket listener = listen("127.0.0.1", 0);
                Socket socket =
                        connecting(listener.getLocalPort(), AMPLE, "127.0.0.1").run()) {
            assertTrue(socket.getTcpNoDelay());
        }
    }

    @Test
    void addressThatRefuses_isFollowedByTheNext() throws Exception {
        try (ServerSocket listener = listen("127.0.0.1", 0);
                Socket socket = connecting(listener.getLocalPort(), AMPLE, "127.0.0.2", "127.0.0.3", "127.0.0.1")
                        .run()) {
            assertEquals(listener.getInetAddress(), socket.getInetAddress());
        }
    }

    @Test
    void addressThatIsSilent_leavesTimeForTheNext() throws Exception {
        try (ServerSocket silent = listen("127.0.0.2", 0);
                ServerSocket listener = listen("127.0.0.1", silent.getLocalPort())) {
            List<Socket> waiting = fillBacklog(silent);
            try (Socket socket = connecting(silent.getLocalPort(), SHORT.multipliedBy(5), "127.0.0.2", "127.0.0.1")
                    .run()) {
                assertEquals(listener.getInetAddress(), socket.getInetAddress());
            } finally {
                close(waiting);
            }
        }
    }

    @Test
    void addressesThatAreSilent_haveConnectTimeoutTogether() throws Exception {
        try (ServerSocket silent = listen("127.0.0.2", 0)) {
            List<Socket> waiting = fillBacklog(silent);
            try {
                SmtpConnectException failure =
                        fails(connecting(silent.getLocalPort(), SHORT, "127.0.0.2", "127.0.0.2", "127.0.0.2"));
                assertEquals(Reason.TIMED_OUT, failure.reason());
                assertEquals(
                        HOST + " port " + silent.getLocalPort()
                                + ": no TCP connection within 1000 ms at 127.0.0.2; check ServerName, PortNumber and"
                                + " firewalls, or raise ConnectTimeout",
                        failure.getMessage());
            } finally {
                close(waiting);
            }
        }
    }

    @Test
    void allRefuse_isRefused_andNamesThem() throws Exception {
        int port = closedPort();
        SmtpConnectException failure = fails(connecting(port, AMPLE, "127.0.0.1", "127.0.0.2"));
        assertEquals(Reason.REFUSED, failure.reason());
        assertEquals(
                HOST + " port " + port
                        + ": nothing listens there at 127.0.0.1, 127.0.0.2; check ServerName and PortNumber",
                failure.getMessage());
        assertEquals(1, failure.getCause().getSuppressed().length);
    }

    /** The kernel has no way for TCP to a broadcast address, so nothing leaves the machine. */
    @Test
    void addressWithoutRoute_isUnreachable() throws Exception {
        SmtpConnectException failure = fails(connecting(closedPort(), SHORT, "127.255.255.255"));
        assertEquals(Reason.UNREACHABLE, failure.reason());
        assertTrue(failure.getMessage().contains("at 127.255.255.255 (Network is unreachable"), failure.getMessage());
        assertTrue(failure.isTransient());
    }

    @Test
    void nameWithoutAddress_isUnknown() {
        SessionConfig config = new SessionConfig(
                new SmtpConnectionSpec.Server("no-such-host.invalid", 25, Security.NONE),
                new Credentials.None(),
                Mechanism.STRONGEST_FIRST,
                Tls.DEFAULT,
                Timeouts.DEFAULT,
                Optional.empty(),
                true);
        SmtpConnectException failure = fails(new Connecting(config, new LinkFailures(config)));
        assertEquals(Reason.HOST_UNKNOWN, failure.reason());
        assertEquals(
                "no-such-host.invalid port 25: the name cannot be resolved; check ServerName and the DNS",
                failure.getMessage());
    }

    /** Whether connecting or the first read finds it is a matter of microseconds. */
    @Test
    void resetWhileConnecting_isALostLink_asItIsAMomentLater() throws IOException {
        SessionConfig config = new SessionConfig(
                new SmtpConnectionSpec.Server(HOST, 25, Security.NONE),
                new Credentials.None(),
                Mechanism.STRONGEST_FIRST,
                Tls.DEFAULT,
                Timeouts.DEFAULT,
                Optional.empty(),
                true);
        SmtpConnectException failure = new LinkFailures(config)
                .notConnected(new SocketException("Connection reset"), List.of(all("127.0.0.1")));
        assertEquals(Reason.LINK_LOST, failure.reason());
        assertTrue(failure.getMessage().contains("127.0.0.1"), failure.getMessage());
    }

    /** The kernel's answer: the local address and port that the second connection is to have are those of the first. */
    @Test
    void localAddressOfAnotherConnection_isInUse_andTheServerIsNotReached() throws Exception {
        try (ServerSocket listener = listen("127.0.0.1", 0);
                Socket first = unconnected(0)) {
            first.connect(listener.getLocalSocketAddress());
            listener.accept().close();

            SmtpConnectException failure = fails(
                    connecting(listener.getLocalPort(), AMPLE, () -> unconnected(first.getLocalPort()), "127.0.0.1"));

            assertEquals(Reason.LOCAL_ADDRESS_IN_USE, failure.reason());
            assertInstanceOf(BindException.class, failure.getCause());
            assertTrue(failure.getMessage().contains("widen its range of local ports"), failure.getMessage());
            assertNobodyCame(listener);
        }
    }

    /** Of a local port that others may have as well, or of one that the system chooses. */
    private static Socket unconnected(int localPort) {
        try {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), localPort));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that came about before waits to be accepted. */
    private static void assertNobodyCame(ServerSocket listener) throws IOException {
        listener.setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, listener::accept);
    }

    /** Which of the two is the kernel's word depends on who chooses the port. */
    @ParameterizedTest
    @ValueSource(strings = {"Address already in use", "Cannot assign requested address"})
    void hostWithoutFreeLocalPort_saysSo_andReachesNoServer(String message) throws Exception {
        List<Socket> used = new ArrayList<>();
        try (ServerSocket one = listen("127.0.0.1", 0);
                ServerSocket other = listen("127.0.0.2", one.getLocalPort())) {
            SmtpConnectException failure = fails(connecting(
                    one.getLocalPort(),
                    AMPLE,
                    () -> {
                        used.add(new UnboundSocket(message));
                        return used.get(used.size() - 1);
                    },
                    "127.0.0.1",
                    "127.0.0.2"));

            assertEquals(Reason.LOCAL_ADDRESS_IN_USE, failure.reason());
            assertTrue(failure.isTransient());
            assertEquals(
                    HOST + " port " + one.getLocalPort()
                            + ": this host has no free address and port for a connection at 127.0.0.1, 127.0.0.2 ("
                            + message + "); end connections that nobody needs, or widen its range of local ports",
                    failure.getMessage());
            assertEquals(1, failure.getCause().getSuppressed().length);
            assertEquals(
                    List.of(true, true), used.stream().map(Socket::isClosed).toList());
            assertNobodyCame(one);
            assertNobodyCame(other);
        }
    }

    /** Of a host whose local ports are all taken. */
    private static final class UnboundSocket extends Socket {
        private final String message;

        UnboundSocket(String message) {
            this.message = message;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            throw new BindException(message);
        }
    }
}
