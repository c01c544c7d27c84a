package org.postbound.bench;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import javax.transaction.xa.XAResource;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;

/** A queue of Artemis in this JVM, written to through JMS: what an application would put mail into for somebody to send. */
final class ArtemisStore implements StorePeer {
    private static final String QUEUE = "mail";
    private static final String ADDRESS = "vm://0";
    /** What makes the NIO journal fast here; the default waits for 3.3 ms. */
    private static final int BUFFER_TIMEOUT_NANOS = 200_000;

    @Override
    public String name() {
        return "JMS, Artemis embedded";
    }

    @Override
    public String version() {
        return "Apache ActiveMQ Artemis " + Versions.of("artemis-server");
    }

    @Override
    public OpenStore open(Path directory, byte[] content) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalBufferTimeout_NIO(BUFFER_TIMEOUT_NANOS)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .addAcceptorConfiguration("in-vm", ADDRESS);
        EmbeddedActiveMQ server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
        server.getActiveMQServer()
                .createQueue(QueueConfiguration.of(QUEUE)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true));
        return new Open(server, new ActiveMQXAConnectionFactory(ADDRESS), content);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Open(EmbeddedActiveMQ server, ActiveMQXAConnectionFactory factory, byte[] content)
            implements OpenStore {
        @Override
        public Sender newSender() throws JMSException {
            Connection connection = factory.createConnection();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = producer(session);
            return new Sender() {
                @Override
                public int send() throws JMSException {
                    put(session, producer);
                    return 1;
                }

                @Override
                public void close() throws JMSException {
                    connection.close();
                }
            };
        }

        private static MessageProducer producer(Session session) throws JMSException {
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            return producer;
        }

        private void put(Session session, MessageProducer producer) throws JMSException {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(content);
            producer.send(message);
        }

        @Override
        public Participant newParticipant() throws JMSException {
            XAConnection connection = factory.createXAConnection();
            XASession session = connection.createXASession();
            MessageProducer producer = producer(session);
            return new Participant() {
                @Override
                public XAResource resource() {
                    return session.getXAResource();
                }

                @Override
                public void work() throws JMSException {
                    put(session, producer);
                }

                @Override
                public void close() throws JMSException {
                    connection.close();
                }
            };
        }

        @Override
        public void empty() throws Exception {
            server.getActiveMQServer().locateQueue(QUEUE).deleteAllReferences();
        }

        @Override
        public void close() throws Exception {
            factory.close();
            server.stop();
        }
    }
}
