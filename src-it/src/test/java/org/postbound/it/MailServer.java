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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/**
 * An SMTP server that keeps what it receives, in the same JVM as the application: when a commit returns, everything that
 * was sent is here. Refuses recipients that start with {@code refused} or, for the moment, {@code later}.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class MailServer {
    private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();
    private final Set<Integer> sessions = ConcurrentHashMap.newKeySet();
    private SMTPServer server;

    @PostConstruct
    void start() {
        try {
            server = SMTPServer.port(Integer.getInteger("it.smtp.port"))
                    .bindAddress(InetAddress.getByName("127.0.0.1"))
                    .messageHandlerFactory(Receiving::new)
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.start();
    }

    @PreDestroy
    void stop() {
        server.stop();
    }

    public List<ReceivedMail> received() {
        return List.copyOf(received);
    }

    public int sessions() {
        return sessions.size();
    }

    public void clear() {
        received.clear();
        sessions.clear();
    }

    private final class Receiving implements MessageHandler {
        private final int session;
        private final List<String> forwardPaths = new ArrayList<>();
        private String reversePath;

        Receiving(MessageContext context) {
            session = System.identityHashCode((Session) context);
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
            if (recipient.startsWith("later")) {
                throw new RejectException(451, "4.2.1 try again later");
            }
            forwardPaths.add(recipient);
        }

        @Override
        public String data(InputStream data) throws IOException {
            received.add(new ReceivedMail(session, reversePath, forwardPaths, data.readAllBytes()));
            return null;
        }

        @Override
        public void done() {
            // Nothing is held between messages.
        }
    }
}
