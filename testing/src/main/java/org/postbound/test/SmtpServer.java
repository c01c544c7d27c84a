package org.postbound.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.postbound.Security;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A real SMTP server in the process, on the loopback interface and a port of the system's choice, which keeps what it
 * receives. {@link SmtpServerExtension} starts and stops one for JUnit; without it call {@link #start()} and {@link
 * #close()}. Safe for use by several threads.
 */
public final class SmtpServer implements AutoCloseable {
    private final Security security;
    private final Optional<Login> login;
    private final Inbox inbox = new Inbox();
    private final RefusedRecipients refused = new RefusedRecipients();
    private volatile Duration delay = Duration.ZERO;
    private volatile int port;
    private Optional<Running> running = Optional.empty();
    private Optional<HeldPort> held = Optional.empty();

    private record Login(String userName, String password) {}

    /** From a start to the next stop. */
    private record Running(SMTPServer server, CountDownLatch stopping) {}

    private SmtpServer(Builder builder) {
        security = builder.security;
        login = builder.login;
    }

    /**
     * Makes a server that speaks plaintext and lets everybody send.
     *
     * @return a new server, not started
     */
    public static SmtpServer create() {
        return builder().build();
    }

    /**
     * Starts a server that is to be configured.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Configures a {@link SmtpServer}. */
    public static final class Builder {
        private Security security = Security.NONE;
        private Optional<Login> login = Optional.empty();

        private Builder() {}

        /**
         * Sets how connections are protected, with a certificate that is made for the occasion.
         *
         * @param security {@link Security#TLS} for TLS from the start, {@link Security#STARTTLS} to refuse mail before
         *     STARTTLS, {@link Security#STARTTLS_IF_OFFERED} to offer it, {@link Security#NONE}, the default, for plaintext
         * @return this builder
         */
        public Builder security(Security security) {
            this.security = Objects.requireNonNull(security, "security");
            return this;
        }

        /**
         * Has the server refuse mail before a login, by AUTH PLAIN or LOGIN. Over plaintext the adapter gives its password to
         * neither, unless its own {@code Security} is {@code NONE}: set {@link #security}, too.
         *
         * @param userName who may send
         * @param password the password
         * @return this builder
         */
        public Builder login(String userName, String password) {
            login = Optional.of(new Login(userName, password));
            return this;
        }

        /**
         * Makes the server.
         *
         * @return a new server, not started
         */
        public SmtpServer build() {
            return new SmtpServer(this);
        }
    }

    /**
     * Starts the server: on a port of the system's choice, and after a stop on the same one.
     *
     * @throws IllegalStateException if it runs already
     */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException("the SMTP server runs already, on port " + port);
        }
        HeldPort kept = held.orElseGet(HeldPort::new);
        held = Optional.of(kept);
        port = kept.number();
        CountDownLatch stopping = new CountDownLatch(1);
        SMTPServer server = newServer(kept, stopping);
        server.start();
        running = Optional.of(new Running(server, stopping));
    }

    private SMTPServer newServer(HeldPort kept, CountDownLatch stopping) {
        SMTPServer.Builder server = SMTPServer.port(kept.number())
                .bindAddress(InetAddress.getLoopbackAddress())
                .serverSocketFactory(() -> kept.admit(newSocket()))
                .hostName("localhost")
                .softwareName("Postbound for tests")
                .insertReceivedHeaders(false)
                .messageHandlerFactory(
                        context -> new Reception(new Reception.Behaviour(inbox, refused, delay, stopping)));
        switch (security) {
            case NONE, TLS -> server.enableTLS(false);
            case STARTTLS ->
                server.startTlsSocketFactory(certificate().context()).requireTLS();
            case STARTTLS_IF_OFFERED ->
                server.startTlsSocketFactory(certificate().context()).enableTLS();
        }
        login.ifPresent(expected -> server.requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((userName, password, context) -> {
                    if (!expected.equals(new Login(userName, password))) {
                        throw new LoginFailedException("5.7.8 wrong user name or password");
                    }
                })));
        return server.build();
    }

    private ServerSocket newSocket() throws IOException {
        return security == Security.TLS
                ? certificate().context().getServerSocketFactory().createServerSocket()
                : new ServerSocket();
    }

    private static ThrowAwayCertificate certificate() {
        return ThrowAwayCertificate.shared();
    }

    /**
     * Stops the server, as if it went away: it closes all connections, and new ones are refused until the next start. The port
     * stays its own. Has no effect if it does not run.
     */
    public synchronized void stop() {
        running.ifPresent(ended -> {
            ended.stopping().countDown();
            ended.server().stop();
        });
        running = Optional.empty();
    }

    /**
     * Returns whether the server runs.
     *
     * @return whether it was started and not stopped since
     */
    public synchronized boolean isRunning() {
        return running.isPresent();
    }

    /** Stops the server, and gives its port back: the next start takes another one. */
    @Override
    public synchronized void close() {
        stop();
        held.ifPresent(HeldPort::close);
        held = Optional.empty();
    }

    /**
     * Returns where the server listens.
     *
     * @return the address of the loopback interface
     */
    public String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    /**
     * Returns where the server listens.
     *
     * @return the TCP port of the last start
     * @throws IllegalStateException if it was never started
     */
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("the SMTP server was not started, so it has no port yet");
        }
        return port;
    }

    /**
     * Returns what to trust to connect with TLS, for the property TrustStore of a connection factory.
     *
     * @return a PKCS #12 file with the server's certificate, which is valid for {@link #host()} and for localhost
     * @throws IllegalStateException if the server speaks plaintext only
     */
    public Path trustStore() {
        if (security == Security.NONE) {
            throw new IllegalStateException("the SMTP server speaks plaintext; set security of its builder");
        }
        return certificate().trustStore();
    }

    /**
     * Returns the password of the trust store, for the property TrustStorePassword.
     *
     * @return the password
     */
    public String trustStorePassword() {
        return ThrowAwayCertificate.PASSWORD;
    }

    /**
     * Returns what was received.
     *
     * @return always the same inbox
     */
    public Inbox inbox() {
        return inbox;
    }

    /**
     * Has a recipient refused from now on.
     *
     * @param address the address of the recipient, in any case, and its domain as people write it or in ASCII
     * @param code the code of the reply: 4yz if it is to be tried again later, else 5yz
     * @param text the text of the reply, such as {@code 5.1.1 no such user}
     * @throws IllegalArgumentException if the code is another one
     * @throws org.postbound.InvalidEmailException if it is no address
     */
    public void refuse(String address, int code, String text) {
        refused.add(address, code, text);
    }

    /**
     * Has the server be slow from now on: it has a message, and says so only after a while. A client that waits for less does
     * not know then whether it was accepted.
     *
     * @param delay how long it waits before its reply to a message; zero for no longer than it takes
     */
    public void delay(Duration delay) {
        this.delay = Objects.requireNonNull(delay, "delay");
    }

    /** Forgets what was received, whom to refuse, and the delay. */
    public void reset() {
        inbox.clear();
        refused.clear();
        delay = Duration.ZERO;
    }

    /** Returns where it listens. */
    @Override
    public String toString() {
        return "SmtpServer[%s:%d, %s]".formatted(host(), port, security);
    }
}
