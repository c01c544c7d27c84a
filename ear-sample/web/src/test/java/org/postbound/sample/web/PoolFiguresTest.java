package org.postbound.sample.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.Json;
import java.io.IOException;
import java.util.Optional;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class PoolFiguresTest {
    private static final String FACTORY = "org.postbound:outbox=\"NONE\",route=\"default\",type=ConnectionFactory";

    private final MBeanServer beans = MBeanServerFactory.newMBeanServer();
    private final PoolFigures figures = new PoolFigures(beans);

    /** What the adapter registers, as far as the page needs it. */
    public interface FactoryMXBean {
        String getServer();

        long getMessagesSent();

        String getLastError();

        String checkServer() throws IOException;
    }

    /** What WildFly shows of its pool, as far as the page needs it. */
    public interface PoolMXBean {
        int getInUseCount();
    }

    /** A connection factory. */
    public record Factory(String getServer, String said) implements FactoryMXBean {
        @Override
        public String getServer() {
            return getServer;
        }

        @Override
        public long getMessagesSent() {
            return 3;
        }

        @Override
        public String getLastError() {
            return null;
        }

        @Override
        public String checkServer() throws IOException {
            if (said == null) {
                throw new IOException("nobody listens");
            }
            return said;
        }
    }

    @Test
    void serverWithoutFigures_showsNone() throws Exception {
        assertEquals(
                Json.createObjectBuilder()
                        .add("factories", Json.createArrayBuilder())
                        .build(),
                figures.read());
    }

    @Test
    void factoryAndPool_areShown() throws Exception {
        beans.registerMBean(new Factory("localhost:25", ""), new ObjectName(FACTORY));
        PoolMXBean pool = () -> 2;
        beans.registerMBean(pool, new ObjectName(PoolFigures.WILDFLY_POOL));

        assertEquals(
                Json.createObjectBuilder()
                        .add(
                                "factories",
                                Json.createArrayBuilder()
                                        .add(Json.createObjectBuilder()
                                                .add("Server", "localhost:25")
                                                .add("MessagesSent", 3)
                                                .add("name", FACTORY)))
                        .add("pool", Json.createObjectBuilder().add("InUseCount", 2))
                        .build(),
                figures.read());
    }

    @Test
    void check_returnsWhatTheServerSaid() throws Exception {
        beans.registerMBean(new Factory("localhost:25", "220 ready"), new ObjectName(FACTORY));

        assertEquals(Optional.of("220 ready"), figures.check(FACTORY));
    }

    @Test
    void failedCheck_isThrownWithItsCause() throws Exception {
        beans.registerMBean(new Factory("localhost:25", null), new ObjectName(FACTORY));

        MBeanException e = assertThrows(MBeanException.class, () -> figures.check(FACTORY));
        assertEquals("nobody listens", e.getCause().getMessage());
    }

    @Test
    void nameOfAnotherMBean_isNotInvoked() throws Exception {
        beans.registerMBean(new Factory("localhost:25", ""), new ObjectName("other:type=ConnectionFactory"));

        assertEquals(Optional.empty(), figures.check("other:type=ConnectionFactory"));
    }
}
