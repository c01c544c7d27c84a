package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.helpers.standalone.ServerDeploymentHelper;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.junit.jupiter.api.Test;

/** Mail that was committed while the relay could not be reached outlives the application that has sent it. */
@ArquillianTest
@RunAsClient
class WaitingMailIT {
    private static final String NAME = "outbox.ear";

    private final MailServer relay = new MailServer();

    @ArquillianResource
    private Deployer deployer;

    @ArquillianResource
    private ManagementClient management;

    @Deployment(name = NAME, testable = false, managed = false)
    static EnterpriseArchive application() {
        return Archives.application(NAME, Archives.sender("waiting.war", "java:/eis/OutboxOrders"));
    }

    /** The same with a later version of the adapter. Arquillian knows but one deployment of a name. */
    private static EnterpriseArchive upgrade() {
        ResourceAdapterArchive adapter = Archives.adapter("it.rar.embedded");
        ArchivePath path = adapter.getContent(Filters.include("/postbound-adapter-.*\\.jar"))
                .keySet()
                .iterator()
                .next();
        JavaArchive later = ShrinkWrap.create(ZipImporter.class, "postbound-adapter-9.9.9.jar")
                .importFrom(adapter.delete(path).getAsset().openStream())
                .as(JavaArchive.class)
                .setManifest(new StringAsset("Manifest-Version: 1.0\nImplementation-Version: 9.9.9\n"));
        adapter.addAsLibrary(later);
        EnterpriseArchive application = application();
        application.delete("/postbound.rar");
        return application.addAsModule(adapter);
    }

    private static void send(String recipient) throws Exception {
        Sender.send("waiting", recipient);
    }

    @Test
    void mailThatWaits_arrivesOnce_afterRedeploymentAndUpgrade() throws Exception {
        ServerDeploymentHelper server = new ServerDeploymentHelper(management.getControllerClient());
        deployer.deploy(NAME);
        send("first@example.org");
        deployer.undeploy(NAME);
        deployer.deploy(NAME);
        send("second@example.org");
        deployer.undeploy(NAME);
        server.deploy(NAME, upgrade().as(ZipExporter.class).exportAsInputStream());
        ServerLog.assertContains("Postbound 9.9.9 started");
        relay.start();
        try {
            send("third@example.org");
            relay.await(3);
            send("last@example.org");
            assertEquals(
                    List.of("first@example.org", "last@example.org", "second@example.org", "third@example.org"),
                    relay.await(4).stream()
                            .flatMap(mail -> mail.forwardPaths().stream())
                            .sorted()
                            .toList());
        } finally {
            server.undeploy(NAME);
            relay.stop();
        }
    }
}
