package org.postbound.test;

import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts an {@link SmtpServer} for the tests of a class, and stops it when they are over.
 *
 * <pre>{@code
 * @ExtendWith(SmtpServerExtension.class)
 * class OrdersTest {
 *     @Test
 *     void order_isConfirmed(SmtpServer server) throws ResourceException {
 *         SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
 *         factory.setServerName(server.host());
 *         factory.setPortNumber(server.port());
 *         factory.setSecurity("NONE");
 *         factory.setFrom("shop@example.org");
 *         new Orders(factory.createConnectionFactory()).confirm("jo@example.org");
 *         assertEquals("Thank you", server.inbox().only().subject());
 *     }
 * }
 * }</pre>
 *
 * <p>Registered by {@code @ExtendWith} at the class, or in a static field by {@code @RegisterExtension}, there is one server
 * for the class, which is reset before each test; these tests have to run one after the other. In an instance field or at a
 * method, each test has a server of its own. Tests, and all methods of their life cycle, may have a parameter of type {@link
 * SmtpServer} or {@link Inbox}.
 */
public final class SmtpServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final SmtpServer server;
    private String startedBy;

    /** For a server that speaks plaintext and lets everybody send. */
    public SmtpServerExtension() {
        this(SmtpServer.create());
    }

    /**
     * For a server that is configured.
     *
     * @param server a server that was not started
     */
    public SmtpServerExtension(SmtpServer server) {
        this.server = Objects.requireNonNull(server, "server");
    }

    /**
     * Returns the server.
     *
     * @return the server, which runs during the tests
     */
    public SmtpServer server() {
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ensureRunning(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ensureRunning(context);
        server.reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stopIfStartedBy(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stopIfStartedBy(context);
    }

    /** Nested classes, and methods, find the server of what surrounds them; a test may have left it stopped. */
    private synchronized void ensureRunning(ExtensionContext context) {
        if (startedBy == null) {
            server.start();
            startedBy = context.getUniqueId();
        } else if (!server.isRunning()) {
            server.start();
        }
    }

    private synchronized void stopIfStartedBy(ExtensionContext context) {
        if (context.getUniqueId().equals(startedBy)) {
            server.close();
            startedBy = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SmtpServer.class || type == Inbox.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Inbox.class ? server.inbox() : server;
    }
}
