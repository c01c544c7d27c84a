package org.postbound.ra;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.SmtpServerInfo;
import org.postbound.delivery.Statistics;
import org.postbound.smtp.SmtpSession;

/** Reads the statistics of a factory for its MBean. */
record FactoryMonitor(FactoryContext context) implements ConnectionFactoryMXBean {
    private Statistics.Reading reading() {
        return context.statistics().read();
    }

    @Override
    public String getServer() {
        SmtpConnectionSpec.Server server = context.config().session().server();
        return server.host() + ":" + server.port();
    }

    @Override
    public int getSessionsOpen() {
        return reading().sessionsOpen();
    }

    @Override
    public long getSessionsOpened() {
        return reading().sessionsOpened();
    }

    @Override
    public long getReconnects() {
        return reading().reconnects();
    }

    @Override
    public long getMessagesSent() {
        return reading().messagesSent();
    }

    @Override
    public long getMessagesRefused() {
        return reading().messagesRefused();
    }

    @Override
    public long getRecipientsWithheld() {
        return reading().recipientsWithheld();
    }

    @Override
    public String getLastError() {
        return reading().lastError().orElse(null);
    }

    @Override
    public String[] getServerCapabilities() {
        Optional<SmtpServerInfo> server = reading().lastServer();
        return server.stream().flatMap(FactoryMonitor::capabilities).toArray(String[]::new);
    }

    private static Stream<String> capabilities(SmtpServerInfo server) {
        return server.capabilities().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(capability -> (capability.getKey() + " " + String.join(" ", capability.getValue())).strip());
    }

    /** The exceptions of the API are not known to every JMX client, so their text goes out in a standard one. */
    @Override
    public String checkServer() throws IOException {
        try {
            SmtpSession session = SmtpSession.open(
                    context.config().session(), context.deadlines(), context.tokens(), System::nanoTime);
            SmtpServerInfo server = session.info();
            session.quit();
            return describe(server);
        } catch (SmtpException e) {
            throw new IOException(e.getMessage());
        }
    }

    private static String describe(SmtpServerInfo server) {
        String protection = server.tlsProtocol()
                .map(protocol -> protocol + ", " + server.cipherSuite().orElse("unknown cipher suite"))
                .orElse("plaintext");
        List<String> capabilities = capabilities(server).toList();
        return "%s:%d answers: %s (%s; %s)"
                .formatted(
                        server.host(), server.port(), server.greeting(), protection, String.join(", ", capabilities));
    }
}
