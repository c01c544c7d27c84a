package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** The SMTP server that the sample's mail goes to: keeps what it receives, counts its sessions, and can go away for a while. */
final class Relay implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int port;
    private final List<Mail> received = new CopyOnWriteArrayList<>();
    private final Sessions sessions = new Sessions();
    private SMTPServer server;
    private final String account;
    private final String password;
    private boolean demanding;
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /**
     * A mail.
     *
     * @param account who had signed on, or empty
     * @param content all of it
     */
    record Mail(String account, String content) {}

    /** Knows an account, which nobody needs at first. */
    Relay(String account, String password) throws IOException {
        this.account = account;
        this.password = password;
        port = Ports.free(1).get(0);
        start();
    }

    int port() {
        return port;
    }

    /** From now on clients have to sign on, or need not. Its sessions are closed. */
    void demandAccount(boolean demand) {
        stop();
        demanding = demand;
        start();
    }

    void start() {
        server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(Receiving::new)
                .sessionHandler(sessions)
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(this::signOn))
                .requireAuth(demanding)
                .build();
        server.start();
    }

    private void signOn(String name, String secret, MessageContext context) throws LoginFailedException {
        if (!name.equals(account) || !secret.equals(password)) {
            throw new LoginFailedException("535 5.7.8 no");
        }
    }

    /** Closes all sessions, and takes no more. */
    void stop() {
        server.stop();
    }

    List<Mail> received() {
        return List.copyOf(received);
    }

    /** From now on nobody gets an answer to what was sent after DATA. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Answers all who wait, and all others. */
    void release() {
        gate.countDown();
    }

    /** How many wait for such an answer. */
    int held() {
        return held.get();
    }

    /** Waits for mail about an order. */
    List<Mail> awaitMails(String item) {
        return awaitMails(item, PATIENCE);
    }

    /** Waits for mail about an order that may be longer under way. */
    List<Mail> awaitMails(String item, Duration patience) {
        return await(item).atMost(patience).until(() -> about(item), mails -> !mails.isEmpty());
    }

    /** The mails about an order, by its item. */
    List<Mail> about(String item) {
        return received.stream().filter(mail -> mail.content().contains(item)).toList();
    }

    /** How many sessions were open at the same time, at most, since this was asked last. */
    int mostSessions() {
        return sessions.most();
    }

    /** How many sessions are open. */
    int openSessions() {
        return sessions.open();
    }

    @Override
    public void close() {
        stop();
    }

    /** Counts sessions. */
    private static final class Sessions implements SessionHandler {
        private int open;
        private int most;

        @Override
        public synchronized SessionAcceptance accept(Session session) {
            open++;
            most = Math.max(most, open);
            return SessionAcceptance.success();
        }

        @Override
        public synchronized void onSessionEnd(Session session) {
            open--;
        }

        synchronized int open() {
            return open;
        }

        synchronized int most() {
            int before = most;
            most = open;
            return before;
        }
    }

    /** One mail transaction after the other of a session. */
    private final class Receiving implements MessageHandler {
        private final MessageContext context;

        Receiving(MessageContext context) {
            this.context = context;
        }

        @Override
        public void from(String from) {
            // Anybody may send.
        }

        @Override
        public void recipient(String recipient) {
            // Anybody may receive.
        }

        @Override
        public String data(InputStream data) throws IOException {
            String name = context.getAuthenticationHandler()
                    .map(handler -> String.valueOf(handler.getIdentity()))
                    .orElse("");
            Mail mail = new Mail(name, new String(data.readAllBytes(), StandardCharsets.ISO_8859_1));
            awaitRelease();
            received.add(mail);
            return null;
        }

        private void awaitRelease() throws IOException {
            held.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            } finally {
                held.decrementAndGet();
            }
        }

        @Override
        public void done() {
            // Nothing is held between mails.
        }
    }
}
