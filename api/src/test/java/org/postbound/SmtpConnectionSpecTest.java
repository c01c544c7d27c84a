package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpConnectionSpecTest {
    private static final String SECRET = "hunter2-secret";

    private static SmtpConfigurationException assertProperty(String property, Executable executable) {
        SmtpConfigurationException e = assertThrows(SmtpConfigurationException.class, executable);
        assertEquals(property, e.property());
        assertTrue(e.getMessage().startsWith(property + " "), e.getMessage());
        return e;
    }

    @Test
    void text_hasNoSecret() {
        SmtpConnectionSpec password = SmtpConnectionSpec.configured()
                .withServer("mx.example.org", 587, Security.STARTTLS)
                .withPassword("jo", SECRET);
        SmtpConnectionSpec token = SmtpConnectionSpec.configured().withAccessToken("jo", SECRET);

        assertFalse(password.toString().contains(SECRET));
        assertFalse(token.toString().contains(SECRET));
        assertTrue(password.toString().contains("jo"));
        assertTrue(password.toString().contains("mx.example.org"));
    }

    @Test
    void specs_areEqualIfTheyAskForTheSame() {
        SmtpConnectionSpec jo = SmtpConnectionSpec.configured().withPassword("jo", SECRET);

        assertEquals(jo, SmtpConnectionSpec.configured().withPassword("jo", SECRET));
        assertEquals(
                jo.hashCode(),
                SmtpConnectionSpec.configured().withPassword("jo", SECRET).hashCode());
        assertNotEquals(jo, SmtpConnectionSpec.configured().withPassword("jo", "other"));
        assertNotEquals(jo, SmtpConnectionSpec.configured().withPassword("ann", SECRET));
        assertNotEquals(jo, SmtpConnectionSpec.configured().withAccessToken("jo", SECRET));
        assertNotEquals(jo, jo.withServer("mx.example.org", 25, Security.NONE));
        assertEquals(SmtpConnectionSpec.configured(), SmtpConnectionSpec.configured());
    }

    @Test
    void lastCredentials_replaceTheOthers() {
        SmtpConnectionSpec spec =
                SmtpConnectionSpec.configured().withPassword("jo", SECRET).withAccessToken("ann", "token");

        assertEquals(Optional.empty(), spec.password());
        assertEquals(Optional.of("token"), spec.accessToken());
        assertEquals(Optional.of("ann"), spec.userName());
        assertEquals(Optional.of(SECRET), spec.withPassword("jo", SECRET).password());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\u0001b", "a\u007fb"})
    void userNameOrSecretThatCannotBeSent_isRefused(String text) {
        SmtpConnectionSpec spec = SmtpConnectionSpec.configured();

        assertProperty("UserName", () -> spec.withPassword(text, SECRET));
        assertProperty("UserName", () -> spec.withAccessToken(text, SECRET));
        assertProperty("Password", () -> spec.withPassword("jo", text));
        assertProperty("AccessToken", () -> spec.withAccessToken("jo", text));
    }

    @Test
    void refusedSecret_isNotShown() {
        String secret = SECRET + "\0";

        assertFalse(
                assertProperty("Password", () -> SmtpConnectionSpec.configured().withPassword("jo", secret))
                        .getMessage()
                        .contains(SECRET));
    }

    @Test
    void hostInAnotherCase_isTheSame() {
        SmtpConnectionSpec spec = SmtpConnectionSpec.configured();

        assertEquals(spec.withServer("mx.test", 25, Security.NONE), spec.withServer("MX.Test", 25, Security.NONE));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "mx example", "mx\r\n", "mx\0", "mx\u007f", "mx\u0085", "mx\u2028", "mx1,mx2", "mx,"})
    void malformedHost_isRefusedOnOneLine(String host) {
        SmtpConfigurationException e = assertProperty(
                "ServerName", () -> SmtpConnectionSpec.configured().withServer(host, 25, Security.NONE));

        assertFalse(e.getMessage().matches("(?s).*[\\p{Cc}\\p{Zl}\\p{Zp}].*"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void portOutOfRange_isRefused(int port) {
        assertProperty("PortNumber", () -> SmtpConnectionSpec.configured().withServer("mx", port, Security.NONE));
    }

    @Test
    void securityThatIsNull_isRefused_withThoseThatThereAre() {
        SmtpConfigurationException refusal =
                assertProperty("Security", () -> SmtpConnectionSpec.configured().withServer("mx", 25, null));
        for (Security security : Security.values()) {
            assertTrue(refusal.getMessage().contains(security.name()), refusal.getMessage());
        }
    }

    @Test
    void defaultPorts_areThoseOfTheirProtection() {
        assertEquals(465, Security.TLS.defaultPort());
        assertEquals(587, Security.STARTTLS.defaultPort());
        assertEquals(25, Security.STARTTLS_IF_OFFERED.defaultPort());
        assertEquals(25, Security.NONE.defaultPort());
    }
}
