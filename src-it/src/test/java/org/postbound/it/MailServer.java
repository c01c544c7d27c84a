package org.postbound.it;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * An SMTP server that keeps what it receives, in the same JVM as the application: when a commit returns, everything that
 * was sent is here. Refuses recipients that start with {@code refused} or, for the moment, {@code later}, and
 * closes for {@code closing}.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class MailServer {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private SMTPServer server;

    @PostConstruct
    void start() {
        server = SMTPServer.port(Integer.getInteger("it.smtp.port"))
                .bindAddress(InetAddress.getLoopbackAddress())
                .insertReceivedHeaders(false)
                .messageHandlerFactory(Receiving::new)
                .sessionHandler(new Counting())
                .authenticationHandlerFactory(new TokenSignOn())
                .build();
        server.start();
    }

    /** Closes all connections, as a server does that is restarted. */
    public void restart() {
        server.stop();
        start();
    }

    @PreDestroy
    void stop() {
        server.stop();
    }

    public List<ReceivedMail> received() {
        return List.copyOf(received);
    }

    /** Waits for mail that leaves after its transaction. */
    public List<ReceivedMail> await(int messages) throws InterruptedException {
        return await(messages, PATIENCE);
    }

    public List<ReceivedMail> await(int messages, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (received) {
            while (received.size() < messages && System.nanoTime() < end) {
                received.wait(TICK.toMillis());
            }
        }
        return received();
    }

    /** The sessions in which a mail transaction began. */
    public int sessions() {
        return sessions.size();
    }

    /** The connections that were accepted, whatever came of them. */
    public int connections() {
        return accepted.get();
    }

    public void clear() {
        received.clear();
        sessions.clear();
        accepted.set(0);
    }

    /** Counts connections. */
    private final class Counting implements SessionHandler {
        @Override
        public SessionAcceptance accept(Session session) {
            accepted.incrementAndGet();
            return SessionAcceptance.success();
        }

        @Override
        public void onSessionEnd(Session session) {
            // Only the beginning is counted.
        }
    }

    private final class Receiving implements MessageHandler {
        private final String session;
        private final List<String> forwardPaths = new ArrayList<>();
        private String reversePath;

        Receiving(MessageContext context) {
            session = context.getSessionId();
            sessions.add(session);
        }

        @Override
        public void from(String from) {
            reversePath = from;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (recipient.startsWith("refused")) {
                throw new RejectException(550, "5.1.1 no such user");
            }
            if (recipient.startsWith("closing")) {
                throw new RejectException(421, "4.3.2 closing");
            }
            if (recipient.startsWith("later")) {
                throw new RejectException(451, "4.2.1 try again later");
            }
            forwardPaths.add(recipient);
        }

        @Override
        public String data(InputStream data) throws IOException {
            ReceivedMail mail = new ReceivedMail(session, reversePath, forwardPaths, text(data));
            synchronized (received) {
                received.add(mail);
                received.notifyAll();
            }
            return null;
        }

        private static String text(InputStream data) throws IOException {
            return new String(data.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void done() {
            // Nothing is held between messages.
        }
    }
}
