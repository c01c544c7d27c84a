package org.postbound.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.SmtpConfigurationException;

class RecipientPolicyTest {
    private static RecipientPolicy policy(String redirectTo, String... patterns) {
        return new RecipientPolicy(
                Optional.ofNullable(redirectTo),
                List.of(patterns).stream().map(RecipientPattern::of).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "*@example.org, jo@example.org",
        "*@example.org, JO@Example.ORG",
        "*@EXAMPLE.org, jo@example.org",
        "test.*@example.com, test.1@example.com",
        "test.*@example.com, test.@example.com",
        "*@*.example.org, jo@mail.example.org",
        "*@*, jo@anywhere.test",
        "jo@example.org, jo@example.org",
        "*@example.org, j\u00f6rg@example.org",
        "*@xn--bcher-kva.example, j\u00f6rg@b\u00fccher.example",
        "*@xn--bcher-kva.example, jo@xn--bcher-kva.example",
    })
    void addressOfAPattern_isAllowed(String pattern, String address) {
        assertTrue(policy(null, "nobody@nowhere.test", pattern).allows(address));
    }

    @ParameterizedTest
    @CsvSource({
        "*@example.org, jo@mail.example.org",
        "*@example.org, jo@example.org.evil.test",
        "*@example.org, jo@examplexorg",
        "test.*@example.com, testx1@example.com",
        "*@example.*, '\"jo@example.\"@evil.test'",
        "*@example.org, '\"jo@example.org\"@evil.test'",
        "*jo@example.org, john@example.org",
    })
    void otherAddress_isNotAllowed(String pattern, String address) {
        assertFalse(policy(null, pattern).allows(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "example.org",
                "@example.org",
                "jo@",
                "a b@example.org",
                "*@b\u00fccher.example",
                "a\n@b"
            })
    void whatIsNoPattern_isRefused(String pattern) {
        SmtpConfigurationException refusal =
                assertThrows(SmtpConfigurationException.class, () -> RecipientPattern.of(pattern));
        assertEquals("AllowedRecipients", refusal.property());
        assertTrue(refusal.getMessage().contains("write patterns as *@example.org"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"staging", "Staging <staging@example.org>", "a@b, c@d", "j\u00f6@example.org", "a@b\r\nDATA"})
    void whatIsNoAddress_isRefused(String redirectTo) {
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, () -> policy(redirectTo));
        assertEquals("RedirectTo", refusal.property());
        assertTrue(refusal.getMessage().contains("write it as staging@example.org"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
    }

    @Test
    void withoutPatterns_everybodyIsAllowed_unlessSomebodyStandsForThem() {
        assertTrue(RecipientPolicy.EVERYBODY.allows("jo@example.org"));
        assertFalse(policy("staging@example.org").allows("jo@example.org"));
        assertFalse(policy("staging@example.org").allowsEverybody());
    }

    @Test
    void text_showsWhatIsOn() {
        assertEquals("EVERYBODY", RecipientPolicy.EVERYBODY.toString());
        assertEquals(
                "NOT EVERYBODY (RedirectTo=staging@example.org, AllowedRecipients=*@example.org, qa*@example.com)",
                policy("staging@example.org", "*@Example.org", "QA*@example.com")
                        .toString());
    }
}
