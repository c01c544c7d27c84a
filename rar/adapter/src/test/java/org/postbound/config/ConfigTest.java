package org.postbound.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Mailbox;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;

class ConfigTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final SmtpConnectionSpec.Server SERVER =
            new SmtpConnectionSpec.Server("mx.test", 587, Security.STARTTLS);
    private static final Credentials ALICE = new Credentials.Password("alice", "wonder-land");

    private static SessionConfig session(Optional<String> heloName) {
        return new SessionConfig(
                SERVER, ALICE, Mechanism.STRONGEST_FIRST, Tls.DEFAULT, Timeouts.DEFAULT, heloName, true);
    }

    private static SmtpConfigurationException refused(String property, Executable making) {
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, making);
        assertEquals(property, refusal.property());
        assertTrue(refusal.getMessage().startsWith(property + " "), refusal.getMessage());
        assertFalse(refusal.getMessage().chars().anyMatch(c -> c < ' '), refusal.getMessage());
        assertFalse(refusal.isTransient());
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE / 2_000_000, -1, 0, Integer.MAX_VALUE + 1L})
    void timeoutThatNoSocketTakes_isRefused(long millis) {
        Duration bad = Duration.ofMillis(millis);
        refused("ConnectTimeout", () -> new Timeouts(bad, MINUTE, MINUTE));
        refused("ReadTimeout", () -> new Timeouts(MINUTE, bad, MINUTE));
        SmtpConfigurationException refusal = refused("FinalReplyTimeout", () -> new Timeouts(MINUTE, MINUTE, bad));
        assertEquals(
                "FinalReplyTimeout is " + millis + "; give milliseconds from 1 to 2147483647", refusal.getMessage());
    }

    @Test
    void timeoutLessThanAMillisecond_isRefused() {
        refused("ReadTimeout", () -> new Timeouts(MINUTE, Duration.ofNanos(999_999), MINUTE));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, Integer.MAX_VALUE})
    void timeoutsAtTheLimits_areTaken(long millis) {
        Duration limit = Duration.ofMillis(millis);
        assertEquals(limit, new Timeouts(limit, limit, limit).finalReply());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "mx.test\r\nMAIL FROM:<a@b>", "a\0b", "tab\t", "del\u007f"})
    void heloNameThatIsNotOneWord_isRefused(String name) {
        refused("HeloName", () -> session(Optional.of(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example.org", "[192.0.2.1]", "[IPv6:2001:db8::1]"})
    void heloName_isTaken(String name) {
        assertEquals(Optional.of(name), session(Optional.of(name)).heloName());
    }

    @Test
    void missingPartOfASession_isRefused() {
        Optional<String> none = Optional.empty();
        assertThrows(
                NullPointerException.class,
                () -> new SessionConfig(
                        null, ALICE, Mechanism.STRONGEST_FIRST, Tls.DEFAULT, Timeouts.DEFAULT, none, true));
        assertThrows(
                NullPointerException.class,
                () -> new SessionConfig(
                        SERVER, null, Mechanism.STRONGEST_FIRST, Tls.DEFAULT, Timeouts.DEFAULT, none, true));
        assertThrows(
                NullPointerException.class,
                () -> new SessionConfig(SERVER, ALICE, Mechanism.STRONGEST_FIRST, null, Timeouts.DEFAULT, none, true));
        assertThrows(
                NullPointerException.class,
                () -> new SessionConfig(SERVER, ALICE, Mechanism.STRONGEST_FIRST, Tls.DEFAULT, null, none, true));
        assertThrows(NullPointerException.class, () -> new Tls(true, null, Optional.empty(), List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void tls_isRequiredWhereNothingMayGoInPlaintext(Security security) {
        SessionConfig config = session(Optional.empty())
                .with(new SmtpConnectionSpec.Server("mx.test", 25, security), new Credentials.None());
        assertEquals(security == Security.TLS || security == Security.STARTTLS, config.requiresTls());
    }

    @Test
    void otherServerAndCredentials_keepTheRest() {
        SessionConfig config = session(Optional.of("app.test"));
        SmtpConnectionSpec.Server other = new SmtpConnectionSpec.Server("other.test", 25, Security.NONE);
        assertEquals(
                new SessionConfig(
                        other,
                        new Credentials.None(),
                        Mechanism.STRONGEST_FIRST,
                        Tls.DEFAULT,
                        Timeouts.DEFAULT,
                        Optional.of("app.test"),
                        true),
                config.with(other, new Credentials.None()));
    }

    @Test
    void credentialsWithoutUserName_areRefused() {
        refused("UserName", () -> new Credentials.Password(null, "secret"));
        refused("UserName", () -> new Credentials.Password("", "secret"));
        refused("UserName", () -> new Credentials.AccessToken(null, "secret"));
        refused("UserName", () -> new Credentials.AccessToken("", "secret"));
    }

    @Test
    void credentialsWithoutSecret_areRefused() {
        refused("Password", () -> new Credentials.Password("alice", null));
        refused("Password", () -> new Credentials.Password("alice", ""));
        refused("AccessToken", () -> new Credentials.AccessToken("alice", null));
        refused("AccessToken", () -> new Credentials.AccessToken("alice", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\0", "\u0001", "\t", "\u007f"})
    void controlCharactersInCredentials_areRefused_andNoSecretIsShown(String character) {
        refused("UserName", () -> new Credentials.Password("ali" + character + "ce", "secret"));
        refused("UserName", () -> new Credentials.AccessToken("ali" + character + "ce", "secret"));
        assertEquals(
                "Password contains a control character; remove it",
                refused("Password", () -> new Credentials.Password("alice", "sec" + character + "ret"))
                        .getMessage());
        assertEquals(
                "AccessToken contains a control character; remove it",
                refused("AccessToken", () -> new Credentials.AccessToken("alice", "sec" + character + "ret"))
                        .getMessage());
    }

    @Test
    void negativeMessageSize_isRefused() {
        refused("MaxMessageSize", () -> factory("default", -1, 0));
        assertEquals(0, factory("default", 0, 0).maxMessageSize());
    }

    @Test
    void rateThatIsNone_isRefused() {
        refused("RateLimit", () -> factory("default", 0, -0.5));
        refused("RateLimit", () -> factory("default", 0, Double.NaN));
        assertEquals(0.5, factory("default", 0, 0.5).rateLimit());
    }

    @Test
    void nameThatNamesNothing_isRefused() {
        refused("Name", () -> factory(" ", 0, 0));
        refused("Name", () -> factory("a\nb", 0, 0));
    }

    @Test
    void negativeLimits_areRefused() {
        refused("ValidateAfterIdle", () -> new SessionLimits(Duration.ofMillis(-1), 0, Duration.ZERO));
        refused("MaxMessagesPerConnection", () -> new SessionLimits(Duration.ZERO, -1, Duration.ZERO));
        refused("MaxConnectionAge", () -> new SessionLimits(Duration.ZERO, 0, Duration.ofMillis(-1)));
    }

    private static DeliveryConfig delivery(
            int connections, Duration interval, double multiplier, Duration longest, Duration expireAfter) {
        return new DeliveryConfig(
                connections, interval, multiplier, longest, expireAfter, DeliveryConfig.InDoubtPolicy.RETRY);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 101})
    void numberOfDeliveryConnectionsThatCannotWork_isRefused(int connections) {
        refused("DeliveryConnections", () -> delivery(connections, MINUTE, 2, MINUTE, MINUTE));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0})
    void intervalThatIsNone_isRefused(long millis) {
        Duration none = Duration.ofMillis(millis);
        refused("RetryInterval", () -> delivery(1, none, 2, MINUTE, MINUTE));
        refused("MaxRetryInterval", () -> delivery(1, MINUTE, 2, none, MINUTE));
        refused("ExpireAfter", () -> delivery(1, MINUTE, 2, MINUTE, none));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0.99, 100.1, Double.POSITIVE_INFINITY})
    void intervalThatWouldShrinkOrExplode_isRefused(double multiplier) {
        refused("RetryMultiplier", () -> delivery(1, MINUTE, multiplier, MINUTE, MINUTE));
    }

    @Test
    void longestIntervalBelowTheFirst_isRefused_namingBoth() {
        SmtpConfigurationException refusal =
                refused("MaxRetryInterval", () -> delivery(1, MINUTE, 2, Duration.ofSeconds(59), MINUTE));
        assertEquals(
                "MaxRetryInterval is 59000, less than RetryInterval, which is 60000; raise it, or lower the other",
                refusal.getMessage());
    }

    @Test
    void otherHosts_takeThePlaceOfTheFactorysOwnServerAlone() {
        FactoryConfig config = factory(List.of("mx2.test", "mx3.test"));
        SessionConfig bob = config.session().with(SERVER, new Credentials.Password("bob", "builder"));
        assertEquals(
                List.of("mx.test 587", "mx2.test 587", "mx3.test 587"),
                config.relays(bob).stream()
                        .map(relay ->
                                relay.server().host() + " " + relay.server().port())
                        .toList());
        assertTrue(config.relays(bob).stream()
                .allMatch(relay -> relay.credentials().equals(bob.credentials())));
        SessionConfig elsewhere = config.session()
                .with(new SmtpConnectionSpec.Server("other.test", 25, Security.NONE), new Credentials.None());
        assertEquals(List.of(elsewhere), config.relays(elsewhere));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "mx 2.test"})
    void otherHostThatIsNone_isRefused(String host) {
        refused("ServerName", () -> factory(List.of(host)));
    }

    private static FactoryConfig factory(List<String> otherHosts) {
        return new FactoryConfig(
                "default",
                session(Optional.empty()),
                otherHosts,
                SessionLimits.DEFAULT,
                DeliveryConfig.DEFAULT,
                Optional.empty(),
                RecipientPolicy.EVERYBODY,
                false,
                false,
                0,
                0);
    }

    private static FactoryConfig factory(String name, long maxMessageSize, double rateLimit) {
        return new FactoryConfig(
                name,
                session(Optional.empty()),
                List.of(),
                SessionLimits.DEFAULT,
                DeliveryConfig.DEFAULT,
                Optional.empty(),
                RecipientPolicy.EVERYBODY,
                false,
                false,
                maxMessageSize,
                rateLimit);
    }

    @Test
    void text_showsNoSecret() {
        Tls tls = new Tls(
                true,
                Optional.of(new Tls.TrustStore(Path.of("trust.p12"), Optional.of("change-it"))),
                Optional.of(new Tls.KeyStore(Path.of("key.p12"), Optional.of("change-it"))),
                List.of("TLSv1.3"));
        for (Credentials credentials :
                new Credentials[] {ALICE, new Credentials.AccessToken("alice", "wonder-land"), new Credentials.None()
                }) {
            String text = new FactoryConfig(
                            "default",
                            new SessionConfig(
                                    SERVER,
                                    credentials,
                                    Mechanism.STRONGEST_FIRST,
                                    tls,
                                    Timeouts.DEFAULT,
                                    Optional.empty(),
                                    true),
                            List.of(),
                            SessionLimits.DEFAULT,
                            DeliveryConfig.DEFAULT,
                            Optional.of(Mailbox.parse("shop@from.test")),
                            RecipientPolicy.EVERYBODY,
                            false,
                            false,
                            0,
                            0)
                    .toString();
            assertFalse(text.contains("wonder-land"), text);
            assertFalse(text.contains("change-it"), text);
            assertTrue(text.contains("trust.p12"), text);
            assertTrue(text.contains("mx.test"), text);
        }
    }

    @Test
    void equalRecords_areEqualBySecretToo() {
        assertEquals(ALICE, new Credentials.Password("alice", "wonder-land"));
        assertFalse(ALICE.equals(new Credentials.Password("alice", "other")));
        assertFalse(ALICE.equals(new Credentials.AccessToken("alice", "wonder-land")));
    }
}
