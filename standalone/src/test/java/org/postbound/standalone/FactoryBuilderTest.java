package org.postbound.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.SmtpConfigurationException;

class FactoryBuilderTest {
    private static SmtpConfigurationException refused(String property, Executable call) {
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, call);
        assertEquals(property, refusal.property());
        return refusal;
    }

    private static void assertCure(String cure, SmtpConfigurationException refusal) {
        assertTrue(refusal.getMessage().endsWith(cure), refusal.getMessage());
    }

    @Test
    void propertyThatIsNone_isRefused_withThoseThatThereAre() {
        SmtpConfigurationException refusal =
                refused("Host", () -> Postbound.factory().property("Host", "x"));
        assertTrue(refusal.getMessage().contains("ServerName"), refusal.getMessage());
        assertCure("is no property; give ServerName", refused("serverName", () -> Postbound.factory()
                .property("serverName", "x")));
        refused("null", () -> Postbound.factory().property(null, "x"));
        refused("a?b?c", () -> Postbound.factory().property("a\u0085b\u2028c", "x"));
    }

    @ParameterizedTest
    @CsvSource({
        "PortNumber, smtp, give a whole number of type Integer",
        "MaxMessageSize, 1.5, give a whole number of type Long",
        "RateLimit, fast, give a number",
        "Pipelining, yes, give true or false",
        "Pipelining, y\u0085e\u2029s, give true or false"
    })
    void valueOfAnotherType_isRefused(String property, String value, String cure) {
        String shown = value.replaceAll("[\u0085\u2029]", "?");
        assertCure("is \"" + shown + "\"; " + cure, refused(property, () -> Postbound.factory()
                .property(property, value)));
    }

    @Test
    void null_isRefused() {
        refused("ServerName", () -> Postbound.factory().server(null));
        refused("ConnectTimeout", () -> Postbound.factory().connectTimeout(null));
        refused("Password", () -> Postbound.factory().user("alice", null));
    }

    @Test
    void valueThatCannotWork_isRefusedByBuild_withoutSecrets() {
        SmtpConfigurationException refusal = refused(
                "Password",
                () -> Postbound.factory().user("alice", "wonder\nland").build());
        assertFalse(refusal.getMessage().contains("land"), refusal.getMessage());
        refused("PortNumber", () -> Postbound.factory().port(70_000).build());
        refused(
                "ReadTimeout",
                () -> Postbound.factory().readTimeout(Duration.ofDays(365_000)).build());
        refused(
                "FinalReplyTimeout",
                () -> Postbound.factory().finalReplyTimeout(Duration.ZERO).build());
    }

    /** What says for ever is more than any clock counts. */
    @Test
    void timeWithoutEnd_isRefused_byItsName() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        refused("maxWait", () -> Postbound.factory().maxWait(forEver));
        refused("idleTimeout", () -> Postbound.factory().idleTimeout(forEver));
        refused(
                "ConnectTimeout",
                () -> Postbound.factory().connectTimeout(forEver).build());
    }

    @Test
    void valueWhoseTextIsNotTheValue_isRefused_withoutSecrets() {
        SmtpConfigurationException refusal =
                refused("Password", () -> Postbound.factory().property("Password", "wonder-land".toCharArray()));
        assertTrue(refusal.getMessage().contains("char[]"), refusal.getMessage());
        refused("UserName", () -> Postbound.factory().property("UserName", Optional.of("alice")));
    }

    @Test
    void transactionsWithoutAManager_areRefused() {
        SmtpConfigurationException refusal =
                refused("transactions", () -> Postbound.factory().transactions(null, null));
        assertTrue(refusal.getMessage().contains("no manager"), refusal.getMessage());
    }

    @Test
    void poolThatCannotWork_isRefused() {
        refused("maxPoolSize", () -> Postbound.factory().maxPoolSize(0));
        refused("idleTimeout", () -> Postbound.factory().idleTimeout(Duration.ZERO));
        refused("maxWait", () -> Postbound.factory().maxWait(Duration.ofMillis(-1)));
        refused("maxWait", () -> Postbound.factory().maxWait(null));
    }

    @Test
    void textOfAValue_isAsGoodAsTheValue() {
        Postbound.factory()
                .property("PortNumber", "2525")
                .property("RateLimit", 5)
                .property("MaxMessageSize", 1000)
                .property("Pipelining", "false")
                .build()
                .close();
    }

    @Test
    void documentedDefaultsOfThePool_areThoseThatItHas() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "standalone.md"));
        PoolLimits defaults = PoolLimits.DEFAULT;
        for (String row : List.of(
                "| `maxPoolSize` | " + defaults.maxSize() + " |",
                "| `maxWait` | " + defaults.maxWait().toSeconds() + " s |",
                "| `idleTimeout` | " + defaults.idleTimeout().toMinutes() + " min |")) {
            assertTrue(page.contains("\n" + row), row);
        }
    }

    @Test
    void documentedProperties_areThoseThatThereAre() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration.md"));
        Set<String> documented = Pattern.compile("^\\| `([A-Z]\\w+)` \\| \\w+", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map((MatchResult row) -> row.group(1))
                .filter(name -> !name.startsWith("POSTB"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(documented, ConfigProperties.names());
    }
}
