package org.postbound.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.smtp.TestCertificates;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** SubEtha SMTP, which keeps what arrives and counts its sessions. Alice may sign on where anybody has to. */
final class MailServer implements AutoCloseable {
    static final String USER = "alice";
    static final String PASSWORD = "wonder-land";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Security security;
    private final SMTPServer server;
    private final List<Arrived> arrived = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private int sessions;
    private int open;

    /** A message as it arrived. */
    record Arrived(String from, List<String> to, String content) {}

    private MailServer(Security security, SMTPServer.Builder builder) {
        this.security = security;
        server = builder.bindAddress(InetAddress.getLoopbackAddress())
                .hostName("mx.test")
                .messageHandlerFactory(Message::new)
                .sessionHandler(new Counting())
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(this::login))
                .build();
        server.start();
    }

    /** Takes mail from anybody, in plaintext. */
    static MailServer plain() {
        return new MailServer(Security.NONE, SMTPServer.port(0));
    }

    /** Takes mail from Alice. */
    static MailServer of(Security security) throws GeneralSecurityException, IOException {
        SMTPServer.Builder builder = SMTPServer.port(0).requireAuth();
        switch (security) {
            case TLS -> builder.serverSocketFactory(TestCertificates.server(TestCertificates.GOOD));
            case STARTTLS ->
                builder.enableTLS().requireTLS().startTlsSocketFactory(TestCertificates.server(TestCertificates.GOOD));
            case STARTTLS_IF_OFFERED ->
                builder.enableTLS().startTlsSocketFactory(TestCertificates.server(TestCertificates.GOOD));
            case NONE -> builder.hideTLS();
        }
        return new MailServer(security, builder);
    }

    int port() {
        return server.getPortAllocated();
    }

    SmtpConnectionSpec spec() {
        return SmtpConnectionSpec.configured().withServer("localhost", port(), security);
    }

    FactoryBuilder factory() {
        FactoryBuilder factory = Postbound.factory()
                .server("localhost")
                .port(port())
                .security(security)
                .from("shop@from.test");
        return security == Security.NONE ? factory : trusting(factory);
    }

    static FactoryBuilder trusting(FactoryBuilder factory) {
        return factory.property("TrustStore", TestCertificates.file("trust.p12"))
                .property("TrustStorePassword", TestCertificates.PASSWORD);
    }

    synchronized List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    /** Who signed on, session by session. */
    synchronized List<String> users() {
        return List.copyOf(users);
    }

    /** How many sessions there were. */
    synchronized int sessions() {
        return sessions;
    }

    synchronized void awaitArrived(int messages) throws InterruptedException {
        await(() -> arrived.size() >= messages);
    }

    /** A session ends for the server a moment after it ended for the client. */
    synchronized void awaitOpen(int expected) throws InterruptedException {
        await(() -> open == expected);
    }

    private synchronized void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new AssertionError("%d open sessions, %d messages".formatted(open, arrived.size()));
            }
            wait(left);
        }
    }

    private void login(String user, String password, MessageContext context) throws LoginFailedException {
        if (!user.endsWith(USER) || !password.equals(PASSWORD)) {
            throw new LoginFailedException();
        }
        synchronized (this) {
            users.add(user);
        }
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Counting implements SessionHandler {
        @Override
        public SessionAcceptance accept(Session session) {
            synchronized (MailServer.this) {
                sessions++;
                open++;
                return SessionAcceptance.success();
            }
        }

        @Override
        public void onSessionEnd(Session session) {
            synchronized (MailServer.this) {
                open--;
                MailServer.this.notifyAll();
            }
        }
    }

    private final class Message implements MessageHandler {
        private final List<String> recipients = new ArrayList<>();
        private String sender;

        Message(MessageContext context) {}

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) {
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream content) throws IOException {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            synchronized (MailServer.this) {
                arrived.add(new Arrived(sender, List.copyOf(recipients), text));
                MailServer.this.notifyAll();
            }
            return null;
        }

        @Override
        public void done() {}
    }
}
