package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;

/** {@code Password} as an encrypted expression, which an administrator made with {@code encrypted-password.cli}. */
@ArquillianTest
@RunAsClient
class EncryptedPasswordIT {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{ENC::[^}]+}");
    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=encrypted";
    private static final String POOL = ADAPTER + "/connection-definitions=encrypted";

    private final String password = UUID.randomUUID().toString();

    @ArquillianResource
    private Deployer deployer;

    @ArquillianResource
    private ManagementClient management;

    @Deployment(name = "encrypted", managed = false, testable = false)
    static EnterpriseArchive application() {
        return Archives.application("encrypted.ear", Archives.sender("encrypted.war", "java:/eis/Encrypted"));
    }

    @Test
    void mailOfTheOutbox_leavesWithThePassword_whichIsShownNowhere() throws Exception {
        Cli.script("encrypted-password.cli");
        makePool(encrypted());
        deployer.deploy("encrypted");
        try {
            try (AccountServer server = new AccountServer(password)) {
                Sender.send("encrypted", "jo@example.org");
                assertEquals("jo@example.org", server.nextRecipient());
                String answer = CommandLine.run("ConnectionFactory,encrypted", "checkServer");
                assertTrue(answer.contains("answers"), answer);

                server.changePassword(UUID.randomUUID().toString());
                String refusal = CommandLine.fail("ConnectionFactory,encrypted", "checkServer");
                assertTrue(refusal.contains("535"), refusal);
                Secrets.assertNotIn("the refusal", refusal, password);
            }
            Secrets.assertShownNowhere(password, management);
        } finally {
            deployer.undeploy("encrypted");
        }
    }

    private String encrypted() throws Exception {
        String said = Cli.commands(
                "/subsystem=elytron/expression=encryption:create-expression(clear-text=%s)".formatted(password));
        Matcher expression = EXPRESSION.matcher(said);
        assertTrue(expression.find(), said);
        return expression.group();
    }

    private static void makePool(String encrypted) throws Exception {
        Cli.commands(
                "batch",
                ADAPTER + ":add(archive=\"encrypted.ear#postbound.rar\", transaction-support=XATransaction)",
                ADAPTER + "/config-properties=OutboxDirectory:add("
                        + "value=\"${jboss.server.data.dir}/encrypted-outbox\")",
                POOL + ":add(class-name=org.postbound.ra.SmtpManagedConnectionFactory,"
                        + " jndi-name=\"java:/eis/Encrypted\", recovery-username=recovery, recovery-password=recovery)",
                POOL + "/config-properties=Name:add(value=encrypted)",
                POOL + "/config-properties=ServerName:add(value=127.0.0.1)",
                POOL + "/config-properties=PortNumber:add(value=\"${it.smtp.port}\")",
                POOL + "/config-properties=Security:add(value=NONE)",
                POOL + "/config-properties=From:add(value=shop@example.org)",
                POOL + "/config-properties=UserName:add(value=%s)".formatted(AccountServer.USER),
                POOL + "/config-properties=Password:add(value=\"%s\")".formatted(encrypted),
                "run-batch");
    }
}
