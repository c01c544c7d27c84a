package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A message-driven bean in WildFly is told what becomes of mail, in one XA transaction with its database. */
@ArquillianTest
@RunAsClient
class EventsIT {
    private static final String APPLICATION = "application";
    private static final int MAILS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final HttpClient client = HttpClient.newHttpClient();
    private SMTPServer server;

    @ArquillianResource
    private Deployer deployer;

    @ArquillianResource
    private ManagementClient management;

    @Deployment(name = APPLICATION, testable = false, managed = false)
    static EnterpriseArchive application() {
        return ShrinkWrap.create(EnterpriseArchive.class, "events.ear")
                .addAsLibraries(Archives.file("it.api"), Archives.file("it.h2"))
                .addAsModule(Archives.adapter("it.rar.embedded"))
                .addAsModule(ShrinkWrap.create(WebArchive.class, "bean.war")
                        .addClasses(EventBean.class, EventsServlet.class)
                        .addAsWebInfResource(new StringAsset("""
                                <jboss:ejb-jar xmlns:jboss="http://www.jboss.com/xml/ns/javaee"
                                               xmlns="http://java.sun.com/xml/ns/javaee"
                                               xmlns:ra="urn:resource-adapter-binding:1.0"
                                               version="3.1" impl-version="2.0">
                                  <assembly-descriptor>
                                    <ra:resource-adapter-binding>
                                      <ejb-name>EventBean</ejb-name>
                                      <ra:resource-adapter-name>events</ra:resource-adapter-name>
                                    </ra:resource-adapter-binding>
                                  </assembly-descriptor>
                                </jboss:ejb-jar>
                                """), "jboss-ejb3.xml"));
    }

    @BeforeEach
    void start() {
        server = SMTPServer.port(Integer.getInteger("it.smtp.port"))
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, data) -> receive(to))
                .build();
        server.start();
        deployer.deploy(APPLICATION);
    }

    @AfterEach
    void stop() {
        deployer.undeploy(APPLICATION);
        server.stop();
    }

    private static void receive(String recipient) throws RejectException {
        if (recipient.startsWith("refused")) {
            throw new RejectException(550, "5.1.1 no such user");
        }
        if (recipient.startsWith("later")) {
            throw new RejectException(451, "4.2.1 try again later");
        }
    }

    private List<String> ask(String question) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + Integer.getInteger("it.http.port") + "/bean/events/" + question);
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body().lines().toList();
    }

    /** The rows of a test's own recipients, when there are enough, or after a long time. */
    private List<String> rows(String prefix, int count) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> rows = own(prefix);
        while (rows.size() < count && System.nanoTime() < end) {
            rows = own(prefix);
        }
        return rows;
    }

    private List<String> own(String prefix) throws Exception {
        return ask("rows").stream()
                .filter(row -> row.contains(prefix + "@"))
                .sorted()
                .toList();
    }

    @Test
    void bean_isToldWhatBecameOfCommittedMail_andNothingOfOther() throws Exception {
        ask("rollback?to=rolled-back-kinds@example.org");
        ask("commit?to=accepted-kinds@example.org");
        ask("commit?to=refused-kinds@example.org");
        ask("commit?to=later-kinds@example.org");
        assertEquals(
                List.of(
                        "accepted-kinds@example.org ACCEPTED",
                        "later-kinds@example.org DEFERRED",
                        "refused-kinds@example.org FAILED"),
                rows("-kinds", 3));
    }

    @Test
    void beanThatFails_isToldAgain_andItsFirstRowIsRolledBack() throws Exception {
        ask("commit?to=failing@example.org");
        ask("commit?to=after-failing@example.org");
        assertEquals(List.of("after-failing@example.org ACCEPTED", "failing@example.org ACCEPTED"), rows("failing", 2));
    }

    /** WildFly deactivates the endpoint and activates it again; nobody need know. */
    @Test
    void serverThatIsSuspendedAndResumed_tellsFurtherEvents_withoutAWarning() throws Exception {
        ask("commit?to=before-suspension@example.org");
        rows("-suspension", 1);
        long warnings = ServerLog.count("WARN  [org.postbound");
        ServerMode.suspend(management);
        ServerMode.resume(management);
        ask("commit?to=after-suspension@example.org");
        assertEquals(
                List.of("after-suspension@example.org ACCEPTED", "before-suspension@example.org ACCEPTED"),
                rows("-suspension", 2));
        assertEquals(warnings, ServerLog.count("WARN  [org.postbound"));
    }

    @Test
    void redeploymentInTheMiddle_losesNoEvent_andTellsNoneOfMailThatWasRolledBack() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MAILS; i++) {
            String recipient = "%02d-redeployed@example.org".formatted(i);
            ask((i % 2 == 0 ? "commit?to=" : "rollback?to=") + recipient);
            if (i % 2 == 0) {
                expected.add(recipient + " ACCEPTED");
            }
            if (i % 10 == 9) {
                deployer.undeploy(APPLICATION);
                deployer.deploy(APPLICATION);
            }
        }
        assertEquals(expected, rows("-redeployed", MAILS / 2));
    }
}
