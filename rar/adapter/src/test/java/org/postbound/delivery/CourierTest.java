package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postbound.Envelope;
import org.postbound.OutboxException;
import org.postbound.Security;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.config.Credentials;
import org.postbound.config.DeliveryConfig;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;
import org.postbound.mime.RenderedMessage;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Attempt;
import org.postbound.outbox.Due;
import org.postbound.outbox.InMemoryOutbox;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.State;
import org.postbound.smtp.DeadlineQueue;
import org.postbound.smtp.Relays;
import org.postbound.smtp.ScriptedServer;
import org.postbound.smtp.Sessions;
import org.postbound.smtp.SmtpLink;

/** On a clock that the test moves. Each step waits for what the courier records or reports. */
class CourierTest {
    private static final String MAIL = "MAIL FROM:<a@from.test>";
    private static final String RCPT_B = "RCPT TO:<b@to.test>";
    private static final String RCPT_C = "RCPT TO:<c@to.test>";
    private static final String OK = "250 ok";

    /** Of a method of the outbox's, by its name. */
    private volatile Optional<Throwable> failure = Optional.empty();

    private String failing = "takeDue";
    private OutboxId unreadable;
    private Throwable whyUnreadable = new IllegalArgumentException("cannot be opened");
    private final ManualClock clock = new ManualClock();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final InMemoryOutbox stored = new InMemoryOutbox(clock);
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private DeliveryConfig delivery = DeliveryConfig.DEFAULT;
    private Duration idle = Duration.ofMinutes(1);
    private Delivery route;
    private Courier courier;
    private Thread thread;

    private final class Told implements DeliveryReports {
        @Override
        public void failed(Due message, String reason) {
            told.add("failed " + message.messageId());
        }

        @Override
        public void expired(Due message) {
            told.add("expired " + message.messageId());
        }

        @Override
        public void inDoubt(Due message, SmtpException failure) {
            told.add("in doubt " + message.messageId());
        }

        @Override
        public void parked(Due message, SmtpException failure) {
            told.add("parked " + message.messageId());
        }

        @Override
        public void unreachable(String route, SmtpException failure, Duration pause) {
            told.add("unreachable for " + pause);
        }

        @Override
        public void reachable(String route) {
            told.add("reachable");
        }

        @Override
        public void fault(String route, Throwable fault) {
            told.add("fault " + fault.getMessage());
        }

        @Override
        public void outboxFailed(String route, OutboxException failure) {
            told.add("outbox " + failure.reason());
        }
    }

    @BeforeEach
    void watchDeadlines() {
        Thread watcher = new Thread(deadlines, "deadlines");
        watcher.setDaemon(true);
        watcher.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (courier != null) {
            courier.stop(Duration.ofSeconds(20));
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive());
        }
        deadlines.stop();
    }

    private void start(int port, boolean partialDelivery) {
        start(port, partialDelivery, recorded());
    }

    private void start(int port, boolean partialDelivery, Outbox outbox) {
        Duration ample = Duration.ofSeconds(30);
        SessionConfig config = new SessionConfig(
                new SmtpConnectionSpec.Server("localhost", port, Security.NONE),
                new Credentials.None(),
                List.of(),
                Tls.DEFAULT,
                new Timeouts(ample, ample, ample),
                Optional.of("client.test"),
                true);
        Statistics statistics = new Statistics(clock);
        SmtpLink link = new SmtpLink(
                new Relays(List.of(config), deadlines, Sessions.NO_TOKENS, () -> 0),
                SessionLimits.DEFAULT,
                statistics,
                () -> 0);
        RateLimit noLimit = new RateLimit(0, () -> 0);
        route = new Delivery(outbox, "r", delivery, () -> 0, clock, idle, new Told(), () -> 0);
        courier = route.newCourier(new Submission(link, noLimit, statistics, partialDelivery));
        thread = new Thread(courier, "courier");
        thread.start();
    }

    /** The outbox, which tells what is settled. */
    private Outbox recorded() {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals(failing) && failure.isPresent()) {
                            throw failure.get();
                        }
                        if (method.getName().equals("content")
                                && ((Due) arguments[0]).id().equals(unreadable)) {
                            throw whyUnreadable;
                        }
                        Object result = method.invoke(stored, arguments);
                        if (arguments != null && arguments[arguments.length - 1] instanceof Attempt attempt) {
                            told.add(attempt.state() + " " + attempt.outcomes());
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private OutboxId add(int number, String... recipients) {
        OutboxId id = stored.newId();
        WireMessage content = WireMessage.of(
                "Message-ID: <%d@from.test>\r\n\r\nHello\r\n".formatted(number).getBytes(StandardCharsets.US_ASCII));
        stored.add(
                "r",
                List.of(new Outbox.Stored(id, new RenderedMessage(Envelope.of("a@from.test", recipients), content))));
        return id;
    }

    private void expectTold(String... expected) throws InterruptedException {
        for (String line : expected) {
            assertEquals(line, told.poll(20, TimeUnit.SECONDS));
        }
    }

    /** Lets time pass once the courier has nothing more to do and sleeps. */
    private void pass(Duration time) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        clock.pass(time);
    }

    private static String[] content(int number) {
        return new String[] {"Message-ID: <%d@from.test>".formatted(number), "", "Hello"};
    }

    @Test
    void dueMessages_areHandedOverInOneGo_andErased() throws Exception {
        OutboxId first = add(1, "b@to.test");
        add(2, "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expect(content(1)).expect(".", MAIL, RCPT_C, "DATA").reply(OK, OK, OK, "354 go");
            client.expect(content(2)).on(".", OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("ACCEPTED [b@to.test: 250 ok]", "ACCEPTED [c@to.test: 250 ok]");
            assertEquals(Optional.empty(), stored.state(first));
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void messageThatIsStoredLater_wakesTheCourier() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply(OK).takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            add(1, "b@to.test");
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            add(2, "b@to.test");
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void mailOfAnotherRoute_isLeftAlone() throws Exception {
        stored.add(
                "other",
                List.of(new Outbox.Stored(
                        stored.newId(),
                        new RenderedMessage(
                                Envelope.of("a@from.test", "c@to.test"), WireMessage.of(new byte[] {'a'})))));
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            add(1, "b@to.test");
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void transientRefusal_isTriedAgainLater_andHoldsUpNobody() throws Exception {
        OutboxId refused = add(1, "b@to.test");
        add(2, "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on(RCPT_B, "450 busy").on("RSET", OK);
            client.takeMessage("c@to.test");
            client.reply(OK);
            client.takeMessage("b@to.test");
            client.reply(OK).takeMessage("c@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("DEFERRED [b@to.test: 450 busy]", "ACCEPTED [c@to.test: 250 ok]");
            assertEquals(Optional.of(State.DEFERRED), stored.state(refused));
            pass(Duration.ofMinutes(1));
            add(3, "c@to.test");
            expectTold("ACCEPTED [b@to.test: 250 ok]", "ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void permanentRefusal_isFailedAtOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on(RCPT_B, OK).on(RCPT_C, "550 who?").on("RSET", OK);
            client.expectQuit();
        })) {
            OutboxId id = add(1, "b@to.test", "c@to.test");
            start(server.port(), false);
            expectTold("FAILED [c@to.test: 550 who?]", "failed <1@from.test>");
            assertEquals(Optional.of(State.FAILED), stored.state(id));
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void partialDelivery_goesOnWithThoseWhoAreLeft() throws Exception {
        add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on(RCPT_B, OK).on(RCPT_C, "450 4.2.1 busy");
            client.on("DATA", "354 go").expect(content(1)).on(".", OK);
            client.takeMessage("c@to.test");
            client.reply(OK).takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), true);
            expectTold("DEFERRED [b@to.test: 250 ok, c@to.test: 450 4.2.1 busy]");
            pass(Duration.ofMinutes(1));
            add(2, "b@to.test");
            expectTold("ACCEPTED [c@to.test: 250 ok]", "ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void partialDelivery_withSomebodyRefusedForGood_isFailedInTheEnd() throws Exception {
        add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on(RCPT_B, OK).on(RCPT_C, "550 who?");
            client.on("DATA", "354 go").expect(content(1)).on(".", OK).expectQuit();
        })) {
            start(server.port(), true);
            expectTold("FAILED [b@to.test: 250 ok, c@to.test: 550 who?]", "failed <1@from.test>");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void partialDelivery_withAllRefused_goesOnWithThoseWhoAreRefusedForTheMoment() throws Exception {
        add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet()
                    .on(MAIL, OK)
                    .on(RCPT_B, "550 who?")
                    .on(RCPT_C, "450 4.2.1 busy")
                    .on("RSET", OK);
            client.takeMessage("c@to.test");
            client.reply(OK).takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), true);
            expectTold("DEFERRED [b@to.test: 550 who?, c@to.test: 450 4.2.1 busy]");
            pass(Duration.ofMinutes(1));
            add(2, "b@to.test");
            expectTold("FAILED [c@to.test: 250 ok]", "failed <1@from.test>", "ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void partialDelivery_withAllRefusedWhoWereAsked_goesOnWithTheOthers() throws Exception {
        add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("LIMITS RCPTMAX=1").on(MAIL, OK).on(RCPT_B, "550 who?").on("RSET", OK);
            client.takeMessage("c@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), true);
            expectTold("FAILED [b@to.test: 550 who?, c@to.test: 250 ok]", "failed <1@from.test>");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void partialDelivery_withTheSenderRefused_isFailedAtOnce() throws Exception {
        add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.greet().on(MAIL, "550 not you").expectQuit())) {
            start(server.port(), true);
            expectTold("FAILED []", "failed <1@from.test>");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void relayThatIsDown_isToldOnce_andTriedAgainAfterAPause() throws Exception {
        CountDownLatch triedAgain = new CountDownLatch(1);
        add(1, "b@to.test");
        add(2, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(
                client -> client.reply("421 not now").expectEnd(),
                client -> {
                    client.reply("421 not now").expectEnd();
                    triedAgain.countDown();
                },
                client -> {
                    client.greet();
                    for (int number = 1; number <= 5; number++) {
                        client.takeMessage("b@to.test");
                        client.reply(OK);
                    }
                    client.expectQuit();
                })) {
            start(server.port(), false);
            expectTold("unreachable for PT1M");
            // Before the pause is over nobody is tried, however often the bell is rung.
            OutboxId third = add(3, "b@to.test");
            pass(Duration.ofMinutes(1));
            add(4, "b@to.test");
            assertTrue(triedAgain.await(20, TimeUnit.SECONDS));
            pass(Duration.ofMinutes(2));
            assertEquals(Optional.of(State.ELIGIBLE), stored.state(third));
            add(5, "b@to.test");
            expectTold("reachable");
            for (int number = 1; number <= 5; number++) {
                expectTold("ACCEPTED [b@to.test: 250 ok]");
            }
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void messageInDoubt_isSentAgain_octetByOctet() throws Exception {
        add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet().takeMessage("b@to.test");
                    client.close();
                },
                client -> {
                    client.greet().on(MAIL, OK).on(RCPT_B, OK).on("DATA", "354 go");
                    client.expect(content(1)).on(".", OK).takeMessage("c@to.test");
                    client.reply(OK).expectQuit();
                })) {
            start(server.port(), false);
            expectTold("DEFERRED []", "in doubt <1@from.test>");
            pass(Duration.ofMinutes(1));
            add(2, "c@to.test");
            expectTold("ACCEPTED [b@to.test: 250 ok]", "ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void messageBeyondItsTime_isGivenUp() throws Exception {
        OutboxId id = add(1, "b@to.test");
        clock.pass(Duration.ofDays(5).plusSeconds(1));
        start(1, false);
        expectTold("EXPIRED []", "expired <1@from.test>");
        assertEquals(Optional.of(State.EXPIRED), stored.state(id));
    }

    @Test
    void messageThatAnOperatorWantsTriedAgain_hasItsTimeAnew() throws Exception {
        OutboxId id = add(1, "b@to.test");
        clock.pass(Duration.ofDays(6));
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("EXPIRED []", "expired <1@from.test>");
            stored.operator().retry(id, clock.instant());
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void messageThatTheServerCannotTake_isFailedBeforeItIsSent() throws Exception {
        OutboxId id = stored.newId();
        WireMessage eightBit =
                WireMessage.of("Message-ID: <1@from.test>\r\n\r\n\u00e9\r\n".getBytes(StandardCharsets.UTF_8));
        stored.add(
                "r",
                List.of(new Outbox.Stored(id, new RenderedMessage(Envelope.of("a@from.test", "b@to.test"), eightBit))));
        try (ScriptedServer server =
                ScriptedServer.start(client -> client.greet().expectQuit())) {
            start(server.port(), false);
            expectTold("FAILED []", "failed <1@from.test>");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void stopInTheMiddleOfAMessage_letsItEnd_andReleasesTheOthers() throws Exception {
        OutboxId first = add(1, "b@to.test");
        OutboxId second = add(2, "b@to.test");
        CountDownLatch atTheEnd = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            atTheEnd.countDown();
            assertTrue(stopping.await(20, TimeUnit.SECONDS));
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            assertTrue(atTheEnd.await(20, TimeUnit.SECONDS));
            Thread stopper = new Thread(() -> courier.stop(Duration.ofSeconds(20)));
            stopper.start();
            while (stopper.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            stopping.countDown();
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            stopper.join();
        }
        assertEquals(Optional.empty(), stored.state(first));
        assertEquals(Optional.of(State.ELIGIBLE), stored.state(second));
    }

    @Test
    void outboxThatFails_endsTheCourier() throws Exception {
        Outbox failing = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("nextDue")) {
                        throw new OutboxException(OutboxException.Reason.STOPPED, "no", null);
                    }
                    return method.invoke(stored, arguments);
                });
        start(1, false, failing);
        expectTold("outbox STOPPED");
        thread.join();
    }

    @Test
    void fault_isReported_alsoIfTheOutboxFailsWhenTheMessagesAreGivenBack() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Outbox failing = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("release")) {
                        throw new OutboxException(OutboxException.Reason.STOPPED, "no", null);
                    }
                    if (method.getName().equals("takeDue") && taken.incrementAndGet() == 2) {
                        throw new IllegalArgumentException("should not be");
                    }
                    return method.invoke(stored, arguments);
                });
        add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet("PIPELINING").expect(MAIL, RCPT_B, "DATA").reply(OK, OK, "354 go");
            client.expectEnd();
        })) {
            start(server.port(), false, failing);
            expectTold("fault should not be");
            courier.stop(Duration.ofSeconds(20));
            expectTold("outbox STOPPED");
        }
    }

    @Test
    void linkLostInTheMiddleOfAMessage_holdsUpNobody() throws Exception {
        OutboxId first = add(1, "b@to.test");
        add(2, "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet().on(MAIL, OK).on(RCPT_B, OK);
                    client.close();
                },
                client -> {
                    client.greet().takeMessage("c@to.test");
                    client.reply(OK).expectQuit();
                })) {
            start(server.port(), false);
            expectTold("DEFERRED []", "ACCEPTED [c@to.test: 250 ok]");
            assertEquals(Optional.of(State.DEFERRED), stored.state(first));
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void serverThatAnswersNothingBetweenLostLinks_isLeftAloneForAWhile() throws Exception {
        for (int number = 1; number <= 4; number++) {
            add(number, "b@to.test");
        }
        ScriptedServer.Script breaking = client -> {
            client.greet().on(MAIL, OK).on(RCPT_B, OK);
            client.close();
        };
        try (ScriptedServer server = ScriptedServer.start(breaking, breaking, breaking)) {
            start(server.port(), false);
            expectTold("DEFERRED []", "DEFERRED []", "DEFERRED []", "unreachable for PT1M");
        }
    }

    private static DeliveryConfig parking() {
        return new DeliveryConfig(
                1,
                Duration.ofMinutes(1),
                2,
                Duration.ofHours(1),
                Duration.ofDays(5),
                DeliveryConfig.InDoubtPolicy.PARK);
    }

    @Test
    void messageInDoubt_isParkedWhereThatIsThePolicy() throws Exception {
        delivery = parking();
        OutboxId id = add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.close();
        })) {
            start(server.port(), false);
            expectTold("PARKED []", "parked <1@from.test>");
            assertEquals(Optional.of(State.PARKED), stored.state(id));
        }
    }

    /** The server takes one recipient at once; the link is lost after the message to the second one. */
    private static void loseTheSecondPart(ScriptedServer.Client client) throws Exception {
        client.greet("LIMITS RCPTMAX=1").takeMessage("b@to.test");
        client.reply(OK).takeMessage("c@to.test");
        client.close();
    }

    @Test
    void laterPartInDoubt_isSentAgain_toThoseWhoAreLeft() throws Exception {
        add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(CourierTest::loseTheSecondPart, client -> {
            client.greet("LIMITS RCPTMAX=1").takeMessage("c@to.test");
            client.reply(OK).takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), true);
            expectTold("DEFERRED [b@to.test: 250 ok]", "in doubt <1@from.test>");
            pass(Duration.ofMinutes(1));
            add(2, "b@to.test");
            expectTold("ACCEPTED [c@to.test: 250 ok]", "ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void laterPartInDoubt_isParkedWhereThatIsThePolicy() throws Exception {
        delivery = parking();
        OutboxId id = add(1, "b@to.test", "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(CourierTest::loseTheSecondPart, client -> {
            client.greet("LIMITS RCPTMAX=1").takeMessage("c@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), true);
            expectTold("PARKED [b@to.test: 250 ok]", "parked <1@from.test>");
            assertEquals(Optional.of(State.PARKED), stored.state(id));
            stored.operator().retry(id, clock.instant());
            expectTold("ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void pausedRoute_handsNothingOver_untilItIsResumed() throws Exception {
        CountDownLatch resumed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            assertEquals(0, resumed.getCount());
            client.greet().takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            stored.operator().pause("r");
            add(1, "b@to.test");
            start(server.port(), false);
            pass(Duration.ofMinutes(1));
            resumed.countDown();
            stored.operator().resume("r");
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void routeThatIsPausedInTheMiddle_finishesTheMessageUnderWayOnly() throws Exception {
        add(1, "b@to.test");
        OutboxId second = add(2, "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            stored.operator().pause("r");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
            assertEquals(Optional.of(State.ELIGIBLE), stored.state(second));
        }
    }

    @Test
    void messageThatWasRefusedForAll_isTriedAgainWhenAnOperatorWantsIt() throws Exception {
        OutboxId id = add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on(RCPT_B, "550 5.1.1 who?").on("RSET", OK);
            client.takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("FAILED [b@to.test: 550 5.1.1 who?]", "failed <1@from.test>");
            stored.operator().retry(id, clock.instant());
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
            assertEquals(
                    new RouteFigures.Reading(1, 0, 1, 0, 1, 1, 0.2),
                    route.figures().read());
            assertEquals(0, route.sessionsOpen());
        }
    }

    @Test
    void serverThatIsSuspended_finishesTheMessageUnderWay_andGoesOnWhenItIsResumed() throws Exception {
        CountDownLatch resumed = new CountDownLatch(1);
        add(1, "b@to.test");
        add(2, "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            route.suspend(true);
            client.reply(OK).expect(MAIL);
            assertEquals(0, resumed.getCount());
            client.reply(OK)
                    .on(RCPT_C, OK)
                    .on("DATA", "354 go")
                    .expect(content(2))
                    .on(".", OK)
                    .expectQuit();
        })) {
            start(server.port(), false);
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            pass(Duration.ofMinutes(1));
            resumed.countDown();
            route.suspend(false);
            expectTold("ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void pausedRoute_staysPaused_whenTheServerIsResumed() throws Exception {
        CountDownLatch resumed = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(client -> {
            assertEquals(0, resumed.getCount());
            client.greet().takeMessage("b@to.test");
            client.reply(OK).expectQuit();
        })) {
            stored.operator().pause("r");
            add(1, "b@to.test");
            start(server.port(), false);
            route.suspend(true);
            route.suspend(false);
            pass(Duration.ofMinutes(1));
            resumed.countDown();
            stored.operator().resume("r");
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void messageThatCannotBeOpened_isPutOff_andTheNextLeaves() throws Exception {
        OutboxId broken = add(1, "b@to.test");
        unreadable = broken;
        add(2, "c@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().on(MAIL, OK).on(RCPT_C, OK).on("DATA", "354 go").expect(content(2));
            client.on(".", OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("DEFERRED []", "fault cannot be opened", "ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
            assertEquals(Optional.of(State.DEFERRED), stored.state(broken));
        }
    }

    @Test
    void messageThatMeetsAnErrorWhenItIsOpened_isPutOff_andTheNextLeaves() throws Exception {
        whyUnreadable = new OutOfMemoryError("cannot be opened");
        messageThatCannotBeOpened_isPutOff_andTheNextLeaves();
    }

    @Test
    void courierThatFails_goesOnAfterAPause() throws Exception {
        goesOnAfter(new IllegalArgumentException("should not be"));
    }

    @Test
    void courierThatMeetsAnError_goesOnAfterAPause() throws Exception {
        goesOnAfter(new OutOfMemoryError("should not be"));
    }

    @Test
    void courierThatMeetsAnErrorBeforeItKnowsWhatIsDue_goesOnAfterAPause() throws Exception {
        failing = "nextDue";
        goesOnAfter(new NoClassDefFoundError("should not be"));
    }

    @Test
    void messageThatWasAccepted_andCouldNotBeRecorded_isRecordedLater_andNotSentAgain() throws Exception {
        failing = "settle";
        failure = Optional.of(new OutOfMemoryError("should not be"));
        OutboxId id = add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply(OK).expectEnd();
                },
                client -> {
                    client.greet().takeMessage("c@to.test");
                    client.reply(OK).expectQuit();
                })) {
            start(server.port(), false);
            expectTold("fault should not be");
            assertEquals(Optional.of(State.IN_DELIVERY), stored.state(id));
            failure = Optional.empty();
            route.tryAtOnce();
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            add(2, "c@to.test");
            expectTold("ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void messageThatCouldNotBeRecorded_isRecordedWhenTheCourierStops() throws Exception {
        failing = "settle";
        failure = Optional.of(new OutOfMemoryError("should not be"));
        add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply(OK).expectEnd();
        })) {
            start(server.port(), false);
            expectTold("fault should not be");
            failure = Optional.empty();
            courier.stop(Duration.ofSeconds(20));
            expectTold("ACCEPTED [b@to.test: 250 ok]");
        }
    }

    private void goesOnAfter(Throwable thrown) throws Exception {
        failure = Optional.of(thrown);
        add(1, "b@to.test");
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply(OK).on(MAIL, OK).on(RCPT_C, OK).on("DATA", "354 go").expect(content(2));
            client.on(".", OK).expectQuit();
        })) {
            start(server.port(), false);
            expectTold("fault should not be");
            failure = Optional.empty();
            add(2, "c@to.test");
            expectTold("ACCEPTED [b@to.test: 250 ok]", "ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }

    @Test
    void sessionThatIsIdle_isClosed_andTheNextMessageOpensAnother() throws Exception {
        idle = Duration.ofMillis(1);
        CountDownLatch left = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(
                client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply(OK).expectQuit();
                    left.countDown();
                },
                client -> {
                    client.greet().takeMessage("c@to.test");
                    client.reply(OK).expectQuit();
                })) {
            add(1, "b@to.test");
            start(server.port(), false);
            expectTold("ACCEPTED [b@to.test: 250 ok]");
            assertTrue(left.await(20, TimeUnit.SECONDS));
            add(2, "c@to.test");
            expectTold("ACCEPTED [c@to.test: 250 ok]");
            courier.stop(Duration.ofSeconds(20));
        }
    }
}
