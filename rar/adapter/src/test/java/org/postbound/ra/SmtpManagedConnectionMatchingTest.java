package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;

/** Whose connection to which server it is; all of it without I/O. */
class SmtpManagedConnectionMatchingTest {
    private static final SmtpConnectionSpec CONFIGURED = SmtpConnectionSpec.configured();
    private static final SmtpConnectionSpec ALICE = CONFIGURED.withPassword("alice", "wonder-land");
    private static final SmtpConnectionSpec BOB = CONFIGURED.withPassword("bob", "builder-secret");
    private static final SmtpConnectionSpec ALICE_BY_TOKEN = CONFIGURED.withAccessToken("alice", "ya29.token");
    private static final SmtpConnectionSpec ELSEWHERE = CONFIGURED.withServer("other.test", 2525, Security.NONE);

    private final IdlePort idle = new IdlePort();
    private final StubContainer container;

    SmtpManagedConnectionMatchingTest() throws Exception {
        container = StubContainer.start(idle.port());
    }

    @AfterEach
    void nobodyConnected() throws Exception {
        container.close();
        idle.close();
    }

    private static SmtpConfigurationException refusal(SmtpManagedConnection connection, SmtpConnectionSpec spec) {
        ResourceException refusal = assertThrows(
                InvalidPropertyException.class,
                () -> connection.getConnection(null, new SmtpConnectionRequestInfo(spec)));
        for (String secret : List.of("wonder-land", "builder-secret", "ya29.token")) {
            assertFalse(refusal.toString().contains(secret), refusal.toString());
            assertFalse(refusal.getCause().toString().contains(secret), refusal.toString());
        }
        return assertInstanceOf(SmtpConfigurationException.class, refusal.getCause());
    }

    private Object match(Set<?> connections, SmtpConnectionSpec spec) throws ResourceException {
        return container.factory.matchManagedConnections(connections, null, new SmtpConnectionRequestInfo(spec));
    }

    @Test
    void otherPrincipal_isRefused() throws Exception {
        for (SmtpConnectionSpec other : List.of(BOB, ALICE_BY_TOKEN, CONFIGURED)) {
            assertEquals("UserName", refusal(container.connect(ALICE), other).property());
        }
        assertEquals(
                "UserName",
                refusal(container.connect(ALICE), CONFIGURED.withPassword("alice", "builder-secret"))
                        .property());
    }

    @Test
    void otherServer_isRefused() throws Exception {
        assertEquals(
                "ServerName", refusal(container.connect(CONFIGURED), ELSEWHERE).property());
        assertEquals(
                "ServerName", refusal(container.connect(ELSEWHERE), CONFIGURED).property());
        assertEquals("ServerName", refusal(container.connect(ALICE), ELSEWHERE).property());
    }

    @Test
    void samePrincipalAndServer_areServed() throws Exception {
        for (SmtpConnectionSpec spec : List.of(CONFIGURED, ALICE, ALICE_BY_TOKEN, ELSEWHERE)) {
            assertNotNull(container.connect(spec).getConnection(null, new SmtpConnectionRequestInfo(spec)));
        }
        assertNotNull(container.connect(CONFIGURED).getConnection(null, null));
    }

    @Test
    void match_isTheConnectionOfTheSamePrincipalAndServer() throws Exception {
        Set<Object> pool = new LinkedHashSet<>();
        pool.add("a connection of another adapter");
        for (SmtpConnectionSpec spec : List.of(CONFIGURED, ALICE, ALICE_BY_TOKEN, ELSEWHERE)) {
            SmtpManagedConnection connection = container.connect(spec);
            pool.add(connection);
            assertSame(connection, match(pool, spec));
            assertSame(connection, match(Set.of(connection), spec));
        }
        assertNull(match(pool, BOB));
        assertNull(match(Set.of(), CONFIGURED));
        assertEquals(List.of(), container.events.ids());
    }

    @Test
    void connectionOfAnotherFactory_doesNotMatch() throws Exception {
        SmtpManagedConnectionFactory other = new SmtpManagedConnectionFactory();
        StubContainer.configure(other, idle.port());
        other.setPartialDelivery(true);
        other.setResourceAdapter(container.adapter);
        assertNull(match(Set.of(other.createManagedConnection(null, null)), CONFIGURED));
    }

    @Test
    void destroyedConnection_doesNotMatch_andIsInvalid() throws Exception {
        SmtpManagedConnection dead = container.connect();
        SmtpManagedConnection alive = container.connect();
        dead.destroy();
        assertNull(match(Set.of(dead), CONFIGURED));
        assertEquals(Set.of(dead), container.factory.getInvalidConnections(Set.of(dead, alive)));
        assertEquals(Set.of(), container.factory.getInvalidConnections(Set.of(alive)));
        assertEquals(Set.of(), container.factory.getInvalidConnections(Set.of()));
    }

    @Test
    void requestInfo_isEqualBySpec() {
        assertEquals(new SmtpConnectionRequestInfo(ALICE), new SmtpConnectionRequestInfo(ALICE));
        assertFalse(new SmtpConnectionRequestInfo(ALICE).equals(new SmtpConnectionRequestInfo(BOB)));
        assertFalse(new SmtpConnectionRequestInfo(ALICE).toString().contains("wonder-land"));
        assertThrows(NullPointerException.class, () -> new SmtpConnectionRequestInfo(null));
    }
}
