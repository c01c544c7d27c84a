package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.postbound.Email;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;

/** Classes as users write them, run by JUnit itself. */
@Execution(ExecutionMode.SAME_THREAD)
class SmtpServerExtensionTest {
    /** The servers that the tests below have used, in their order. */
    private static final List<SmtpServer> USED = new ArrayList<>();

    @BeforeEach
    void forgetServers() {
        USED.clear();
    }

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute();
    }

    /** A failure in there is shown with its cause. No server is left running. */
    private static void runSuccessfully(Class<?> tests, int count) {
        Events events = run(tests).testEvents();
        events.failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .forEach(result -> {
                    throw new AssertionError(result.getThrowable().orElseThrow());
                });
        events.assertStatistics(statistics -> statistics.succeeded(count));
        USED.forEach(server -> assertFalse(server.isRunning()));
    }

    private static void send(SmtpServer server) {
        Email email = Email.builder()
                .from("a@example.org")
                .to("b@example.org")
                .text("Hello")
                .build();
        try (SmtpConnection connection =
                RealAdapter.connectionFactory(RealAdapter.of(server)).getConnection()) {
            connection.send(email);
        }
    }

    /** What each of the tests below does. */
    private static void use(SmtpServer server) {
        assertEquals(0, server.inbox().total());
        send(server);
        assertEquals(1, server.inbox().total());
        USED.add(server);
    }

    private static int serversUsed() {
        return new HashSet<>(USED).size();
    }

    @ExtendWith(SmtpServerExtension.class)
    static class ExtendedClass {
        @Test
        void one(SmtpServer server, Inbox inbox) {
            assertSame(server.inbox(), inbox);
            use(server);
        }

        @Test
        void other(SmtpServer server) {
            use(server);
        }

        @Nested
        class Inner {
            @Test
            void inner(SmtpServer server) {
                use(server);
            }
        }
    }

    @Test
    void extendedClass_hasOneServer_nestedClassesToo() {
        runSuccessfully(ExtendedClass.class, 3);
        assertEquals(1, serversUsed());
    }

    /** What the classes with a field have in common. */
    abstract static class TwoTests {
        abstract SmtpServer server();

        @Test
        void one() {
            use(server());
        }

        @Test
        void other() {
            use(server());
        }
    }

    static class StaticField extends TwoTests {
        @RegisterExtension
        static final SmtpServerExtension SMTP = new SmtpServerExtension();

        @BeforeAll
        static void serverRuns() {
            send(SMTP.server());
        }

        @Override
        SmtpServer server() {
            return SMTP.server();
        }
    }

    @Test
    void staticField_hasOneServer_whichIsResetBeforeEachTest() {
        runSuccessfully(StaticField.class, 2);
        assertEquals(1, serversUsed());
    }

    @Test
    void staticField_canRunAgain() {
        runSuccessfully(StaticField.class, 2);
        runSuccessfully(StaticField.class, 2);
    }

    static class InstanceField extends TwoTests {
        @RegisterExtension
        final SmtpServerExtension smtp = new SmtpServerExtension(SmtpServer.create());

        @BeforeEach
        void serverRuns() {
            assertNotEquals(0, smtp.server().port());
        }

        @Override
        SmtpServer server() {
            return smtp.server();
        }
    }

    @Test
    void instanceField_hasOneServerForEachTest() {
        runSuccessfully(InstanceField.class, 2);
        assertEquals(2, serversUsed());
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InstanceOfTheClass extends TwoTests {
        @RegisterExtension
        final SmtpServerExtension smtp = new SmtpServerExtension();

        @Override
        SmtpServer server() {
            return smtp.server();
        }
    }

    @Test
    void instanceFieldOfAnInstanceForTheClass_hasOneServer() {
        runSuccessfully(InstanceOfTheClass.class, 2);
        assertEquals(1, serversUsed());
    }

    static class ExtendedMethod {
        @Test
        @ExtendWith(SmtpServerExtension.class)
        void one(SmtpServer server) {
            use(server);
        }

        @Test
        @ExtendWith(SmtpServerExtension.class)
        void other(SmtpServer server) {
            use(server);
        }
    }

    @Test
    void extendedMethod_hasAServerOfItsOwn() {
        runSuccessfully(ExtendedMethod.class, 2);
        assertEquals(2, serversUsed());
    }

    @ExtendWith(SmtpServerExtension.class)
    static class Constructor {
        private final SmtpServer server;

        Constructor(SmtpServer server) {
            this.server = server;
        }

        @Test
        void one() {
            use(server);
        }
    }

    @Test
    void constructor_isGivenTheServer() {
        runSuccessfully(Constructor.class, 1);
    }

    @ExtendWith(SmtpServerExtension.class)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class AwayAndBack {
        @Test
        void goesAway(SmtpServer server) {
            USED.add(server);
            server.stop();
            assertThrows(SmtpConnectException.class, () -> send(server));
        }

        @Test
        void isBack(SmtpServer server) {
            use(server);
        }
    }

    @Test
    void serverThatATestStopped_isBackForTheNext() {
        runSuccessfully(AwayAndBack.class, 2);
    }

    @ExtendWith(SmtpServerExtension.class)
    static class OtherParameter {
        @Test
        void one(String text) {
            throw new AssertionError(text);
        }
    }

    @Test
    void parameterOfAnotherType_isNotGiven() {
        run(OtherParameter.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("one"),
                                finishedWithFailure(
                                        message(text -> text.contains("No ParameterResolver registered")))));
    }

    static class TwoServers {
        @RegisterExtension
        final SmtpServerExtension one = new SmtpServerExtension();

        @RegisterExtension
        final SmtpServerExtension other = new SmtpServerExtension();

        @Test
        void fields() {
            use(one.server());
            use(other.server());
        }

        @Test
        void parameter(SmtpServer server) {
            throw new AssertionError("which one is " + server);
        }
    }

    @Test
    void twoServers_areTwo_butNoParameter() {
        run(TwoServers.class)
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1).failed(1))
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                message(text -> text.contains("multiple competing ParameterResolvers")))));
        assertEquals(2, serversUsed());
    }

    static class RunsAlready {
        private static final SmtpServer SERVER = SmtpServer.create();

        @RegisterExtension
        final SmtpServerExtension smtp = new SmtpServerExtension(SERVER);

        @Test
        void one() {
            throw new AssertionError("not reached");
        }
    }

    @Test
    void serverThatRunsAlready_isTold() {
        RunsAlready.SERVER.start();
        try {
            run(RunsAlready.class)
                    .testEvents()
                    .assertThatEvents()
                    .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("runs already")))));
        } finally {
            RunsAlready.SERVER.close();
        }
    }

    @Test
    void noServer_isTold() {
        assertThrows(NullPointerException.class, () -> new SmtpServerExtension(null));
    }
}
