package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;

/** What an administrator does in the CLI, of docs/operations.md. */
@ArquillianTest
@RunAsClient
class OperationsIT {
    private static final ModelNode POOL = Operations.createAddress(
            "subsystem", "resource-adapters", "resource-adapter", "it", "connection-definitions", "small");
    private static final ModelNode STATISTICS = POOL.clone().add("statistics", "pool");

    @ArquillianResource
    private ManagementClient management;

    @Deployment(testable = false)
    static EnterpriseArchive application() {
        return Archives.application(OperationsIT.class);
    }

    /** It proves the configuration, not the server: a connection opens its socket when a message has to go out. */
    @Test
    void testConnectionInPool_succeeds() throws Exception {
        assertTrue(execute(Operations.createOperation("test-connection-in-pool", POOL))
                .asList()
                .get(0)
                .asBoolean());
    }

    @Test
    void statistics_countTheConnectionsOfThePool() throws Exception {
        execute(Operations.createOperation("test-connection-in-pool", POOL));

        ModelNode figures = execute(readWithRuntime());
        assertTrue(figures.get("CreatedCount").asInt() >= 1, figures.toString());
        assertEquals(4, figures.get("AvailableCount").asInt());
        assertEquals(0, figures.get("InUseCount").asInt());
    }

    private static ModelNode readWithRuntime() {
        ModelNode operation = Operations.createReadResourceOperation(STATISTICS);
        operation.get("include-runtime").set(true);
        return operation;
    }

    @Test
    void flush_destroysTheConnectionsOfThePool() throws Exception {
        execute(Operations.createOperation("test-connection-in-pool", POOL));
        execute(Operations.createOperation("flush-all-connection-in-pool", POOL));

        assertEquals(0, execute(readWithRuntime()).get("ActiveCount").asInt());
    }

    private ModelNode execute(ModelNode operation) throws Exception {
        ModelNode outcome = management.getControllerClient().execute(operation);
        assertTrue(Operations.isSuccessfulOutcome(outcome), outcome.toString());
        return Operations.readResult(outcome);
    }
}
