package org.postbound.it;

import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.arquillian.setup.ReloadServerSetupTask;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;

/** Has WildFly close and report handles that are open when a call ends; it reads the setting when it is reloaded. */
public final class LeakDetection extends ReloadServerSetupTask {
    @Override
    public void setup(ManagementClient client, String containerId) throws Exception {
        setDebug(client, true);
        super.setup(client, containerId);
    }

    @Override
    public void tearDown(ManagementClient client, String containerId) throws Exception {
        setDebug(client, false);
        super.tearDown(client, containerId);
    }

    private void setDebug(ManagementClient client, boolean debug) throws Exception {
        ModelNode connectionManager =
                Operations.createAddress("subsystem", "jca", "cached-connection-manager", "cached-connection-manager");
        executeOperation(client, Operations.createWriteAttributeOperation(connectionManager, "debug", debug));
    }
}
