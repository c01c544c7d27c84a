package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;

/** Suspends the server and resumes it, as {@code :suspend} and {@code :resume} in the CLI do. */
final class ServerMode {
    private static final ModelNode ROOT = new ModelNode().setEmptyList();

    private ServerMode() {}

    static void suspend(ManagementClient management) throws IOException {
        execute(management, "suspend");
    }

    static void resume(ManagementClient management) throws IOException {
        execute(management, "resume");
    }

    private static void execute(ManagementClient management, String operation) throws IOException {
        ModelNode outcome = management.getControllerClient().execute(Operations.createOperation(operation, ROOT));
        assertTrue(Operations.isSuccessfulOutcome(outcome), outcome.toString());
    }
}
