package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;

/** Container-managed sign-on with the account of a credential store, which {@code credential-store.cli} and {@code container-sign-on.cli} set up. */
@ArquillianTest
@RunAsClient
class CredentialStoreIT {
    private final String password = UUID.randomUUID().toString();

    @ArquillianResource
    private Deployer deployer;

    @ArquillianResource
    private ManagementClient management;

    @Deployment(name = "sign-on", managed = false, testable = false)
    static EnterpriseArchive application() {
        return Archives.application("sign-on.ear", Archives.sender("best-effort.war", "java:/eis/SignOnBestEffort"))
                .addAsModule(Archives.sender("journal.war", "java:/eis/SignOnJournal"));
    }

    @Test
    void accountOfTheStore_signsOn_butAnOutboxWithoutOneTakesNoMail() throws Exception {
        Cli.script("credential-store.cli");
        Cli.commands(
                "/subsystem=elytron/credential-store=mail:add-alias(alias=smtp, secret-value=%s)".formatted(password));
        Cli.script("container-sign-on.cli");
        makePools();
        deployer.deploy("sign-on");
        try (AccountServer server = new AccountServer(password)) {
            Sender.send("best-effort", "jo@example.org");
            assertEquals("jo@example.org", server.nextRecipient());

            String refusal = assertThrows(IOException.class, () -> Sender.send("journal", "kim@example.org"))
                    .getMessage();
            assertTrue(refusal.contains("mail of a transaction"), refusal);
            Secrets.assertNotIn("the refusal", refusal, password);
            Secrets.assertShownNowhere(password, management);
        } finally {
            deployer.undeploy("sign-on");
        }
    }

    private static void makePools() throws Exception {
        String bestEffort = "/subsystem=resource-adapters/resource-adapter=sign-on-best-effort";
        String journal = "/subsystem=resource-adapters/resource-adapter=sign-on-journal";
        Cli.commands(
                bestEffort + ":add(archive=\"sign-on.ear#postbound.rar\", transaction-support=LocalTransaction)",
                bestEffort + "/config-properties=Outbox:add(value=NONE)",
                journal + ":add(archive=\"sign-on.ear#postbound.rar\", transaction-support=XATransaction)",
                journal + "/config-properties=OutboxDirectory:add(value=\"${jboss.server.data.dir}/sign-on-outbox\")");
        makePool(bestEffort + "/connection-definitions=best-effort", "SignOnBestEffort", "best-effort");
        makePool(journal + "/connection-definitions=journal", "SignOnJournal", "journal");
    }

    private static void makePool(String pool, String jndiName, String route) throws Exception {
        Cli.commands(
                pool
                        + ":add(class-name=org.postbound.ra.SmtpManagedConnectionFactory, jndi-name=\"java:/eis/%s\","
                                .formatted(jndiName)
                        + " authentication-context=mail, recovery-username=recovery, recovery-password=recovery)",
                pool + "/config-properties=Name:add(value=%s)".formatted(route),
                pool + "/config-properties=ServerName:add(value=127.0.0.1)",
                pool + "/config-properties=PortNumber:add(value=\"${it.smtp.port}\")",
                pool + "/config-properties=Security:add(value=NONE)",
                pool + "/config-properties=From:add(value=shop@example.org)");
    }
}
