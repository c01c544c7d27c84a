package org.postbound.it;

import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.arquillian.setup.ReloadServerSetupTask;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;

/** Has WildFly close and report handles that are open when a call ends. */
public final class LeakDetection extends ReloadServerSetupTask {
    @Override
    protected void doSetup(ManagementClient client, String containerId) throws Exception {
        setDebug(client, true);
    }

    @Override
    protected void doTearDown(ManagementClient client, String containerId) throws Exception {
        setDebug(client, false);
    }

    private void setDebug(ManagementClient client, boolean debug) throws Exception {
        ModelNode connectionManager =
                Operations.createAddress("subsystem", "jca", "cached-connection-manager", "cached-connection-manager");
        executeOperation(client, Operations.createWriteAttributeOperation(connectionManager, "debug", debug));
    }
}
