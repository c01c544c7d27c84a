package org.postbound.it.matrix;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.it.agent.Hook;

/**
 * The sample on every server, one after the other; the tests of a server follow each other as a day of its administrator does.
 * Each fills a cell of the table.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(Recorder.class)
class MatrixIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration NO_RECOVERY = Duration.ofSeconds(30);
    private static final Duration TO_UNLOAD = Duration.ofMinutes(1);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    /** Two attempts that fail are followed by a pause of two minutes. */
    private static final Duration TO_RETRY = Duration.ofMinutes(4);

    /** The default of DeliveryConnections; nothing here sends outside of a transaction. */
    private static final int SESSIONS = 2;

    private static final int CUSTOMERS = 8;

    /** What is said of a server that asks the mail to prepare, and the database only to commit. */
    static final String NOT_PREPARED = "the database does not take part by its own XA resource";

    private static final int DEPLOYMENTS = 8;
    private static final String ADAPTER = "org.postbound.ra.SmtpResourceAdapter";

    /** What is waited for last when the sample was undeployed. */
    private static final String CLASSES = "the end of the last class";

    /** What is said of a server that keeps the classes of some deployments, after it was shown that they do not get more. */
    static final String COPIES = "class loaders of the adapter are left";

    private static final String LAST_RECORD =
            "but for the classes of the application whose records were used last, which the JDK before 18 keeps by a fault of its"
                    + " own (JDK-8078641): they went once the test had made it use another record";

    static final String ACCOUNT = "shop";
    private static final String PASSWORD = "kept-in-no-file-7f3a";

    /** What the log says of mail that cannot leave at present. */
    private static final String WAITS = "POSTB0014";

    /** The state of mail whose transaction is not decided. */
    private static final String PREPARED = "PREPARED";

    /** When WildFly has logged something, and where. */
    private static final String LOG_PREFIX = "(?:[0-9:,]+ +[A-Z]+ +\\[[^]]*] +\\([^)]*\\) +)?";

    private static final String NOWHERE = "nowhere.invalid";

    @Parameter
    Candidate candidate;

    private Column column;
    private Relay relay;
    private Trial trial;
    private Server server;
    private Shop shop;

    static List<Candidate> servers() {
        return Candidate.chosen();
    }

    Column column() {
        return column;
    }

    Optional<KnownFault> knownFault(Capability capability) {
        return server.knownFault(capability);
    }

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        column = new Column(candidate.title());
        relay = new Relay(ACCOUNT, PASSWORD);
        trial = new Trial(candidate, relay.port());
        server = trial.server();
        shop = new Shop(server::page);
        trial.start();
    }

    @AfterParameterizedClassInvocation
    void end() throws IOException {
        try {
            Report.write(column);
        } finally {
            relay.close();
            trial.close();
        }
    }

    @Test
    @Order(10)
    @Row(Capability.DEPLOY)
    void sample_isDeployed() throws IOException {
        server.deploySample(trial.sample());
        shop.awaitPage();
    }

    @Test
    @Order(20)
    @Row(Capability.COMMIT)
    void commit_storesOrder_andSendsMail() throws IOException {
        placeOrder("commit-lamp");
        assertEquals(1, relay.awaitMails("commit-lamp").size());
        assertTrue(shop.items().contains("commit-lamp"));
    }

    private void placeOrder(String item) throws IOException {
        Shop.Answer answer = shop.order(item, false);
        assertEquals(201, answer.status(), answer::toString);
    }

    @Test
    @Order(21)
    @Row(Capability.ROLLBACK)
    void rollback_storesNothing_andSendsNothing() throws IOException {
        Shop.Answer answer = shop.order("undone-lamp", true);
        assertEquals(500, answer.status(), answer::toString);
        // Mail leaves in the order of the commits, or nearly so.
        placeOrder("later-lamp");
        relay.awaitMails("later-lamp");
        assertEquals(List.of(), relay.about("undone-lamp"));
        assertFalse(shop.items().contains("undone-lamp"));
    }

    @Test
    @Order(22)
    @Row(Capability.TWO_PHASE)
    void mail_isPrepared_andThenCommitted() throws Exception {
        assertTrue(
                goes("two-phase-lamp", Hook.BRANCH_PREPARE.after(), Hook.BRANCH_COMMIT.after()),
                "the mail is not prepared");
        // Whichever the server asks first: neither is committed before the other has promised.
        assertTrue(goes("two-phase-desk", Hook.DATABASE_PREPARE.after(), Hook.BRANCH_COMMIT.after()), NOT_PREPARED);
        assertTrue(goes("two-phase-sofa", Hook.BRANCH_PREPARE.after(), Hook.DATABASE_COMMIT.after()), NOT_PREPARED);
    }

    /** Places an order, which is stored; returns whether the server has gone that way. */
    private boolean goes(String item, String... way) throws Exception {
        CompletableFuture<Void> gone = trial.watch(way);
        placeOrder(item);
        assertTrue(shop.items().contains(item));
        return Trial.happens(gone);
    }

    @Test
    @Order(23)
    @Row(Capability.SESSIONS)
    void manyOrders_takeFewSessions() throws IOException {
        relay.mostSessions();
        relay.hold();
        List<String> items =
                IntStream.range(100, 160).mapToObj(i -> "lamp-" + i).toList();
        ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS);
        try {
            CompletableFuture.allOf(items.stream()
                            .map(item -> CompletableFuture.runAsync(() -> placeOrderUnchecked(item), customers))
                            .toArray(CompletableFuture[]::new))
                    .join();
            // There is work for any number of sessions.
            assertTrue(trial.javaVm().messages("ELIGIBLE") > SESSIONS);
            await("sessions").during(A_WHILE).atMost(PATIENCE).until(relay::held, held -> held == SESSIONS);
        } finally {
            customers.shutdown();
            relay.release();
        }
        items.forEach(relay::awaitMails);
        assertEquals(SESSIONS, relay.mostSessions());
    }

    private void placeOrderUnchecked(String item) {
        try {
            placeOrder(item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(24)
    @Row(Capability.RECONNECT)
    void restartOfTheRelay_losesNothing() throws IOException {
        int before = server.log().length();
        relay.stop();
        placeOrder("reconnect-lamp");
        awaitFailedAttempt(before);
        relay.start();
        assertEquals(1, relay.awaitMails("reconnect-lamp").size());
    }

    /** Waits until the log tells, after so many characters, that mail could not leave. */
    private void awaitFailedAttempt(int before) {
        await("the first attempt")
                .atMost(PATIENCE)
                .until(() -> server.log().substring(before).contains(WAITS));
    }

    @Test
    @Order(30)
    @Row(Capability.PING)
    void poolThatWorks_isPinged() throws IOException {
        server.ping();
    }

    @Test
    @Order(31)
    @Row(Capability.CHECK_SERVER)
    void checkServer_saysWhetherTheRelayAnswers() throws IOException {
        assertEquals(200, shop.checkServer().status());
        relay.stop();
        Shop.Answer answer = shop.checkServer();
        relay.start();
        assertEquals(502, answer.status(), answer::toString);
        assertTrue(answer.toString().contains("nothing listens there"), answer::toString);
    }

    @Test
    @Order(32)
    @Row(Capability.MBEANS)
    void beans_areSeenFromOutside() throws IOException {
        Map<String, Object> sent = trial.javaVm().beans("org.postbound:type=ConnectionFactory,*", "MessagesSent");
        assertTrue(sent.values().stream().anyMatch(count -> ((Number) count).longValue() >= 60), sent::toString);
        Map<String, Object> routes = trial.javaVm().beans("org.postbound:type=Outbox,*", "Routes");
        assertEquals(1, routes.size(), routes::toString);
        String check = server.operate("ConnectionFactory", "checkServer");
        String answers = "127.0.0.1:%d answers: ".formatted(relay.port());
        // Newer Java warns of what a server's own client for JMX uses.
        assertTrue(check.lines().anyMatch(line -> line.startsWith(answers)), check);
    }

    @Test
    @Order(33)
    @Row(Capability.POOL_FIGURES)
    void figuresOfThePool_areShown() throws IOException {
        Figure connections = server.poolFigure();
        assertTrue(connections.value() > 0, connections::toString);
    }

    @Test
    @Order(34)
    @Row(Capability.METRICS)
    void figuresOfTheAdapter_areInTheMetrics() throws IOException {
        int taken = relay.received().size();
        await("the figure of messages").atMost(PATIENCE).until(server::messagesSent, sent -> sent.value() >= taken);
    }

    @Test
    @Order(40)
    @Row(Capability.REDEPLOY)
    void redeployment_losesNoMailThatWaits() throws IOException {
        int before = server.log().length();
        relay.stop();
        placeOrder("redeploy-lamp");
        awaitFailedAttempt(before);
        server.redeploySample(trial.sample());
        // The adapter that took it has had no chance.
        relay.start();
        shop.awaitPage();
        assertEquals(1, relay.awaitMails("redeploy-lamp", TO_RETRY).size());
        assertTrue(shop.items().contains("redeploy-lamp"));
    }

    @Test
    @Order(41)
    @Row(Capability.KILL_AFTER_DECISION)
    void killOnceDecided_isCommittedByRecovery() throws Exception {
        int before = trial.javaVm().messages(PREPARED);
        CompletableFuture<Void> reached = trial.stopAt(Hook.BRANCH_PREPARE.after(), Hook.BRANCH_COMMIT.before());
        killAt(reached, "decided-lamp");
        checkThatItRecovers(before);
        assertEquals(1, relay.awaitMails("decided-lamp").size());
        await("the order").atMost(PATIENCE).until(() -> shop.items().contains("decided-lamp"));
    }

    @Test
    @Order(42)
    @Row(Capability.KILL_IN_PREPARE)
    void killBeforeItIsDecided_isRolledBackByRecovery() throws Exception {
        int before = trial.javaVm().messages(PREPARED);
        CompletableFuture<Void> reached = trial.stopAt(Hook.BRANCH_PREPARE.after());
        killAt(reached, "undecided-lamp");
        checkThatItRecovers(before);
        await("recovery").atMost(PATIENCE).until(() -> trial.javaVm().messages(PREPARED) == 0);
        placeOrder("recovered-lamp");
        relay.awaitMails("recovered-lamp");
        assertEquals(List.of(), relay.about("undecided-lamp"));
        assertFalse(shop.items().contains("undecided-lamp"));
        await("branches of the database").atMost(PATIENCE).until(this::inDoubt, List::isEmpty);
    }

    /** The database can be asked only while the server does not run. */
    private List<String> inDoubt() throws IOException {
        trial.stop();
        List<String> branches = trial.database().inDoubt();
        trial.start();
        shop.awaitPage();
        return branches;
    }

    /** A server that does not recover has to show that it does not. */
    private void checkThatItRecovers(int before) {
        if (!server.recovers()) {
            await("what was prepared")
                    .during(NO_RECOVERY)
                    .atMost(PATIENCE)
                    .until(() -> trial.javaVm().messages(PREPARED) > before);
            throw new NotOfferedException(
                    "half a minute after the restart the mail is still prepared; an operator has to decide it");
        }
    }

    private void killAt(CompletableFuture<Void> reached, String item) throws Exception {
        CompletableFuture<?> order = shop.beginOrder(item);
        Trial.await(reached);
        trial.kill();
        assertThrows(CompletionException.class, order::join);
        trial.start();
        shop.awaitPage();
    }

    @Test
    @Order(50)
    @Row(Capability.CREDENTIALS)
    void password_isKeptByTheServer_andReachesTheRelay() throws IOException {
        relay.demandAccount(true);
        try {
            server.setAccount(ACCOUNT, PASSWORD);
            shop.awaitPage();
            placeOrder("account-lamp");
            assertEquals(ACCOUNT, relay.awaitMails("account-lamp").get(0).account());
            assertEquals(List.of(), Directories.filesWith(server.configuration(), PASSWORD));
            assertFalse(server.log().contains(PASSWORD));
        } finally {
            relay.demandAccount(false);
        }
    }

    @Test
    @Order(51)
    @Row(Capability.PORT)
    void port70000_isRefused() throws IOException {
        assertRefused(
                "PortNumber",
                "70000",
                "give a port from 1 to 65535(, or 0 for the default of Security)?",
                String.valueOf(relay.port()));
    }

    @Test
    @Order(52)
    @Row(Capability.SECURITY)
    void unknownSecurity_isRefused() throws IOException {
        assertRefused("Security", "SSL3", "give one of \\[?[A-Z_, ]+[A-Z]]?", "NONE");
    }

    @Test
    @Order(53)
    @Row(Capability.HOST)
    void unknownHost_isTold() throws IOException {
        assertTold("ServerName", NOWHERE, "check ServerName and the DNS", "127.0.0.1", () -> {});
    }

    /** Sets something with which the adapter does not work at all, and looks that it does not. */
    private void assertRefused(String name, String wrong, String cure, String right) throws IOException {
        String item = "refused-" + wrong;
        assertTold(
                name,
                wrong,
                cure,
                right,
                () -> assertTrue(shop.orderStatus(item) >= HttpURLConnection.HTTP_BAD_REQUEST));
        assertFalse(shop.items().contains(item));
        String later = "later-" + wrong;
        placeOrder(later);
        relay.awaitMails(later);
        assertEquals(List.of(), relay.about(item));
    }

    /** What is tried while a setting is wrong. */
    private interface Attempt {
        void make() throws IOException;
    }

    /** Sets something wrong, has the sample use it, and sets it right again. */
    private void assertTold(String name, String wrong, String cure, String right, Attempt attempt) throws IOException {
        try {
            String answer = server.setProperty(name, wrong);
            String told = await(name + "=" + wrong)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    // Of a server that has not yet the application again.
                    .ignoreException(IOException.class)
                    .until(
                            () -> {
                                String message = told(answer + server.log(), wrong, cure);
                                if (message.isEmpty() && shop.isThere()) {
                                    shop.order("wrong-" + wrong, false);
                                }
                                return message;
                            },
                            message -> !message.isEmpty());
            attempt.make();
            column.told(name + "=" + wrong, told.replace(String.valueOf(relay.port()), "..."));
        } finally {
            server.setProperty(name, right);
        }
        shop.awaitPage();
    }

    /** What names the value and then the cure, as it stands after the container's own words; what follows is left out. */
    private static String told(String text, String value, String cure) {
        Pattern line = Pattern.compile(LOG_PREFIX + "(.*?" + Pattern.quote(value) + ".*?(?:" + cure + ")).*");
        return Stream.of(text.split("\\R"))
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1).strip())
                .min(Comparator.comparingInt(String::length))
                .orElse("");
    }

    @Test
    @Order(60)
    @Row(Capability.CONSOLE)
    void console_showsAndChangesProperties() throws IOException {
        server.setProperty("ServerName", "127.0.0.1");
        try (Console console = server.console()) {
            assertEquals("127.0.0.1", console.property("ServerName"));
            console.setProperty("ServerName", "localhost");
            assertEquals("localhost", console.property("ServerName"));
            console.picture(trial.picture("console"));
        }
        shop.awaitPage();
        placeOrder("console-lamp");
        relay.awaitMails("console-lamp");
        String pool = shop.pool().toString();
        assertTrue(pool.contains("localhost:" + relay.port()), pool);
    }

    @Test
    @Order(61)
    @Row(Capability.CONSOLE_PING)
    void console_pingsThePool() throws IOException {
        try (Console console = server.console()) {
            console.ping();
        }
    }

    @Test
    @Order(70)
    @Row(Capability.UNDEPLOY)
    void undeployment_leavesNothing() throws IOException {
        placeOrder("last-lamp");
        relay.awaitMails("last-lamp");
        JavaVm machine = trial.javaVm();
        Traces before = Traces.in(machine, relay);
        // Else nothing is found below because nothing can be found that way.
        assertTrue(before.areThere(), before::toString);
        assertFalse(machine.adapterClasses().isEmpty());
        server.undeploySample();
        await("traces").atMost(PATIENCE).until(() -> Traces.in(machine, relay), Traces::areGone);
        if (server.keepsClasses()) {
            throw new NotOfferedException(keepingClasses(machine));
        }
        if (server.keptDeployments() > 0) {
            checkThatNoMoreAreKept(machine);
        }
        awaitEndOfClasses(machine);
    }

    /** A server that keeps the classes of some deployments has to show that their number does not grow. */
    private void checkThatNoMoreAreKept(JavaVm machine) throws IOException {
        for (int more = 1; more < DEPLOYMENTS; more++) {
            server.deploySample(trial.sample());
            shop.awaitPage();
            placeOrder("deployed-again-" + more);
            relay.awaitMails("deployed-again-" + more);
            server.undeploySample();
            await("traces").atMost(PATIENCE).until(() -> Traces.in(machine, relay), Traces::areGone);
        }
        await("class loaders")
                .atMost(PATIENCE)
                .until(() -> machine.copies(ADAPTER), copies -> copies <= server.keptDeployments());
        int copies = machine.copies(ADAPTER);
        assertEquals(0, copies, COPIES);
    }

    private void awaitEndOfClasses(JavaVm machine) throws IOException {
        if (machine.keepsLastRecord()) {
            try {
                await(CLASSES).atMost(TO_UNLOAD).until(machine::adapterClasses, List::isEmpty);
                return;
            } catch (ConditionTimeoutException e) {
                machine.forgetLastRecord(trial.agent());
                column.remark(Capability.UNDEPLOY, LAST_RECORD);
            }
        }
        await(CLASSES).atMost(PATIENCE).until(machine::adapterClasses, List::isEmpty);
    }

    /** A server that keeps the classes of everybody has to show that. */
    private String keepingClasses(JavaVm machine) throws IOException {
        Path bystander = Bystander.ear(trial.copy("bystander"));
        server.deployBystander(bystander);
        assertTrue(machine.copies(Bystander.SERVLET) > 0);
        server.undeployPlain(bystander);
        await("the bystander's class")
                .during(TO_UNLOAD)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> machine.copies(Bystander.SERVLET) > 0);
        return "no thread, MBean, SMTP session or open file of the adapter is left; its classes are, but so is, a minute after"
                + " its undeployment, the class of an application of one servlet";
    }

    @Test
    @Order(80)
    @Row(Capability.DEFINITION)
    void definitionInABean_makesAPool() throws IOException {
        plain(
                new SampleArchive(trial.sample()).withDefinition(trial.copy("definition"), properties()),
                "definition-lamp");
    }

    @Test
    @Order(81)
    @Row(Capability.ELEMENT)
    void elementOfTheDescriptor_makesAPool() throws IOException {
        SampleArchive sample = new SampleArchive(trial.sample());
        Path inside = sample.withElement(trial.copy("element"), server.adapterInside(), properties());
        Optional<String> refusal = server.refusalOfElement(inside);
        if (refusal.isEmpty()) {
            plain(inside, "element-lamp");
        } else {
            Path element = sample.withElement(trial.copy("element"), Server.ITSELF, properties());
            standalone(
                    new SampleArchive(element).without(trial.copy("without"), server.neededWithout()), "element-lamp");
            column.remark(
                    Capability.ELEMENT, "with the adapter by itself; with the adapter inside it says " + refusal.get());
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(server.definitionName("ServerName"), "127.0.0.1");
        properties.put(server.definitionName("PortNumber"), String.valueOf(relay.port()));
        properties.put(server.definitionName("Security"), "NONE");
        properties.put(server.definitionName("From"), "orders@example.org");
        return properties;
    }

    private void plain(Path ear, String item) throws IOException {
        server.deployPlain(ear);
        try {
            shop.awaitPage();
            placeOrder(item);
            relay.awaitMails(item);
        } finally {
            server.undeployPlain(ear);
        }
    }

    @Test
    @Order(82)
    @Row(Capability.STANDALONE)
    void adapterByItself_servesASampleWithoutOne() throws IOException {
        SampleArchive sample = new SampleArchive(trial.sample());
        standalone(sample.without(trial.copy("standalone"), server.neededWithout()), "standalone-lamp");
    }

    private void standalone(Path ear, String item) throws IOException {
        server.deployStandalone(trial.rar(), ear);
        try {
            shop.awaitPage();
            placeOrder(item);
            relay.awaitMails(item);
        } finally {
            server.undeployStandalone(trial.rar(), ear);
        }
    }
}
