package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The adapter by itself and in applications, in one server: each in a class loader of its own, with a journal of its own. */
@ArquillianTest
@RunAsClient
class SideBySideIT {
    private static final Path DATA = Path.of(System.getProperty("jboss.home"), "standalone", "data");

    private final MailServer relay = new MailServer();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter("it.rar");
    }

    @Deployment(name = "standalone", order = 2, testable = false)
    static WebArchive standalone() {
        return Archives.seeingTheAdapter(Archives.sender("standalone.war", "java:/eis/Standalone"));
    }

    @Deployment(name = "embedded", order = 3, testable = false)
    static EnterpriseArchive embedded() {
        return Archives.application("outbox.ear", Archives.sender("embedded.war", "java:/eis/OutboxOrders"));
    }

    @Deployment(name = "recovery", order = 4, testable = false)
    static WebArchive recovery() {
        return ShrinkWrap.create(WebArchive.class, "recovery.war")
                .addClass(RecoveryPass.class)
                .setManifest(new StringAsset("Manifest-Version: 1.0\nDependencies: org.jboss.jts\n"));
    }

    /** Its adapter names the directory of the standalone one. */
    @Deployment(name = "taken", managed = false, testable = false)
    static EnterpriseArchive taken() {
        return Archives.application("taken.ear", Archives.sender("taken.war", "java:/eis/Taken"));
    }

    /** Its two pools have one name and two ports. */
    @Deployment(name = "conflict", managed = false, testable = false)
    static EnterpriseArchive conflict() {
        return Archives.application("conflict.ear", Archives.sender("conflict.war", "java:/eis/ConflictOne"));
    }

    @BeforeEach
    void startRelay() {
        relay.start();
    }

    @AfterEach
    void stopRelay() {
        relay.stop();
    }

    private void assertBothDeliver() throws Exception {
        Sender.send("standalone", "standalone@example.org");
        Sender.send("embedded", "embedded@example.org");
        assertEquals(
                Set.of("standalone@example.org", "embedded@example.org"),
                relay.await(2).stream()
                        .flatMap(mail -> mail.forwardPaths().stream())
                        .collect(Collectors.toSet()));
    }

    @Test
    void eachDelivers_fromADirectoryOfItsOwn() throws Exception {
        assertBothDeliver();

        assertTrue(Files.exists(DATA.resolve("standalone-outbox/outbox.mv")));
        assertTrue(Files.exists(DATA.resolve("postbound-outbox/outbox.mv")));
        ServerLog.assertRecoveryIsOn();
    }

    @Test
    void directoryOfAnother_stopsTheStart_namingItsHolder() throws Exception {
        String refusal = refusalOf("taken");

        assertTrue(refusal.contains("OutboxDirectory " + DATA.resolve("standalone-outbox")), refusal);
        assertTrue(refusal.contains("is in use by process "), refusal);
        assertBothDeliver();
    }

    @Test
    void twoConfigurationsOfOneName_stopTheDeployment_namingBoth() throws Exception {
        String refusal = refusalOf("conflict");

        assertTrue(refusal.contains("Name is \\\"default\\\" for two connection factories"), refusal);
        assertTrue(refusal.contains("127.0.0.1:1 (NONE, no user)"), refusal);
        assertTrue(refusal.contains("127.0.0.1:2 (NONE, no user)"), refusal);
    }

    private String refusalOf(String deployment) throws Exception {
        Exception failure = assertThrows(Exception.class, () -> deployer.deploy(deployment));
        // WildFly 39 recovers through the pools of a failed deployment, too.
        RecoveryPass.request();
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(Throwable::toString)
                .collect(Collectors.joining("\n"));
    }
}
