package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are taken, here and wherever else one is asked for. */
class MailboxTest {
    private static final String OF_64 = "a".repeat(64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jo@example.org",
                "jo.doe+tag@mail.example.org",
                "jo@localhost",
                "\"jo doe\"@example.org",
                "\"\\\"\"@example.org",
                "o'brien@example.org",
                "a!b%c/d=e?f^g`h{i|j}k~l@example.org",
                "jo@[127.0.0.1]",
                "jo@[IPv6:::1]",
                "jo@b\u00fccher.example",
                "jo@bu\u0308cher.example",
                "\u0905\u091c\u092f@\u0921\u093e\u091f\u093e.\u092d\u093e\u0930\u0924",
                "jo@\u09ac\u09be\u0982\u09b2\u09be.example",
                "\"jo@b\"@\u0b87\u0ba8\u0bcd\u0ba4\u0bbf\u0baf\u0bbe.example",
                "jo@\ud840\udc00.example",
                "j\u00f6@example.org"
            })
    void validAddress_isTaken(String address) {
        assertEquals(address, new Mailbox("", address).address());
        assertEquals(new Mailbox("", address), Mailbox.parse(address));
        assertEquals(new Mailbox("Jo Doe", address), Mailbox.parse("Jo Doe <" + address + ">"));
        assertEquals(address, ForwardPath.of(address).address());
        assertEquals(address, Envelope.of(address, address).reversePath());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "jo",
                "jo@",
                "@example.org",
                "jo@@example.org",
                "jo@a@example.org",
                "jo@example..org",
                "jo@.example.org",
                "jo@example.org.",
                "jo@-example.org",
                "jo@example-.org",
                "jo.@example.org",
                ".jo@example.org",
                "j..o@example.org",
                "jo doe@example.org",
                "jo @example.org",
                "jo@ example.org",
                "jo@exam ple.org",
                "\"jo@example.org",
                "jo\"@example.org",
                "j\"o\"@example.org",
                "jo@[127.0.0.1",
                "jo@[127.0.0.1>]",
                "jo@[x:a<b@c>d]",
                "jo@[a>SIZE=1]",
                "\"jo\"@[x:a@b>]",
                "\"j\\\u00fc\"@example.org",
                "jo\\ doe@example.org",
                "jo@[]",
                "jo@[\u00fc:1]",
                "jo@[1 2]",
                "jo@example.org>",
                "<jo@example.org",
                "jo@example.org, ann@example.org",
                "jo: ann@example.org;",
                "undisclosed-recipients:;",
                "@relay.example:jo@example.org",
                "jo@example.org\r\nRCPT TO:<evil@example.com>",
                "jo@example.org\n",
                "jo@example.org\r",
                "jo\0@example.org",
                "\"j\0o\"@example.org",
                "\"j\r\n o\"@example.org",
                "jo\t@example.org",
                "\"j\to\"@example.org",
                "jo\u0001@example.org",
                "\"j\u0001o\"@example.org",
                "jo\u007f@example.org",
                "jo\u0085@example.org",
                "jo\u00a0doe@example.org",
                "jo\u2028@example.org",
                "\u202ejo@example.org",
                "jo\u200b@example.org",
                "jo@exam\u00adple.org",
                "jo@\u0308example.org",
                "jo@example.\u093eorg",
                "jo@bu\u0308cher..org",
                "jo@bu\u0308cher_.org",
                "jo@-bu\u0308cher.org",
                "jo@a\u3002b",
                "jo@\ud83d\udce7.example",
                "jo@\ud840.example",
                "jo@ex\uff20mple.org"
            })
    void invalidAddress_isRefusedEverywhere(String address) {
        assertField("address", () -> new Mailbox("", address));
        assertField("address", () -> Mailbox.parse(address));
        assertField("forwardPath", () -> ForwardPath.of(address));
        assertField("forwardPaths[1]", () -> Envelope.of("", "jo@example.org", address));
        if (address == null || !address.isEmpty()) {
            assertField("reversePath", () -> Envelope.of(address, "jo@example.org"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" jo@example.org", "jo@example.org "})
    void blanksAroundAnAddress_areTakenAwayOnlyWhereANameIsAllowed(String address) {
        assertField("address", () -> new Mailbox("", address));
        assertEquals("jo@example.org", Mailbox.parse(address).address());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void tooLongParts_areRefused(int over) {
        String longLabels = (OF_64.substring(1) + ".").repeat(2) + OF_64.substring(4 - over);
        String longest = OF_64.substring(3) + "@" + longLabels;

        assertLongest(over, OF_64 + "a".repeat(over) + "@example.org");
        assertLongest(over, "jo@" + OF_64.substring(1) + "a".repeat(over) + ".org");
        assertLongest(
                over, longest + "a".repeat(254 - longest.length() - 1 + over).replaceFirst("a", ".a"));
        assertLongest(over, "\u00e9".repeat(32) + "a".repeat(over) + "@example.org");
    }

    private static void assertLongest(int over, String address) {
        if (over == 0) {
            assertEquals(address, new Mailbox("", address).address());
        } else {
            assertField("address", () -> new Mailbox("", address));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'Jo <jo@example.org>', 'Jo', 'jo@example.org'",
                "'<jo@example.org>', '', 'jo@example.org'",
                "'\"Doe, Jo\" <jo@example.org>', 'Doe, Jo', 'jo@example.org'",
                "'\"J \\\"o\\\"\" <jo@example.org>', 'J \"o\"', 'jo@example.org'",
                "'J\u00f6rg <jo@example.org> ', 'J\u00f6rg', 'jo@example.org'",
                "'\u0906\u092a\u0915\u093e < jo@\u092d\u093e.example > (\u093e)', '\u0906\u092a\u0915\u093e',"
                        + " 'jo@\u092d\u093e.example'",
                "'jo@\u092d\u093e.example (jo@\u092d\u093e.example)', 'jo@\u092d\u093e.example',"
                        + " 'jo@\u092d\u093e.example'",
                "'jo@example.org (Jo)', 'Jo', 'jo@example.org'",
                "'(Jo) jo@example.org', 'Jo', 'jo@example.org'",
                "'(Jo (at home)) jo@example.org (ann@example.org) ', 'Jo (at home)', 'jo@example.org'",
                "'jo@example.org (\\)<ann@example.org>)', '\\)<ann@example.org>', 'jo@example.org'",
                "'\"<(\"@example.org (Jo)', 'Jo', '\"<(\"@example.org'",
                "'Jo < jo@example.org >', 'Jo', 'jo@example.org'",
                "'Jo < jo@example.org > (at home)', 'Jo', 'jo@example.org'",
                "'Jo (at <home>) <jo@example.org>', 'Jo (at <home>)', 'jo@example.org'",
                "'\"Jo <Doe\" <\"a>b\"@example.org>', 'Jo <Doe', '\"a>b\"@example.org'",
                "'=?UTF-8?Q?J=C3=B6?= <jo@example.org>', 'J\u00f6', 'jo@example.org'"
            })
    void nameAndAddress_areToldApart(String text, String name, String address) {
        assertEquals(new Mailbox(name, address), Mailbox.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Jo Doe jo@example.org",
                "Jo <>",
                "Jo <jo>",
                "Jo <jo@example.org",
                "Jo <jo@example.org> x",
                "Jo <jo@example.org> <ann@example.org>",
                "jo@example.org (Jo) ann@example.org",
                "jo@example.org (Jo) Ann (Doe)",
                "Jo < jo@example.org > ann@example.org",
                "Jo < jo@example.org > (at home) ann@example.org",
                "Jo <jo@example.org> (<jo@example.org>) ann@example.org <jo@example.org>",
                "jo@example(.net).org",
                "jo@example.org,",
                "\u0001jo@example.org",
                "Doe, Jo <jo@example.org>",
                "\"Jo <jo@example.org>",
                "Jo <jo@example.org>, Ann <ann@example.org>",
                "Jo\r\nBcc: evil@example.com <jo@example.org>",
                "Jo\0 <jo@example.org>",
                "=?UTF-8?Q?J=0D=0ABcc:_evil@example.com?= <jo@example.org>"
            })
    void malformedMailbox_isRefused(String text) {
        InvalidEmailException e = assertField("address", () -> Mailbox.parse(text));

        assertFalse(e.getMessage().matches("(?s).*\\p{Cntrl}.*"), "the message is one line");
        assertFalse(e.isTransient());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b"})
    void displayNameWithLineEnd_isRefused(String name) {
        assertField("displayName", () -> new Mailbox(name, "jo@example.org"));
    }

    @Test
    void noDisplayName_isRefused() {
        assertField("displayName", () -> new Mailbox(null, "jo@example.org"));
    }

    @Test
    void text_isThatOfAMailbox() {
        assertEquals("jo@example.org", new Mailbox("", "jo@example.org").toString());
        assertEquals("Jo <jo@example.org>", new Mailbox("Jo", "jo@example.org").toString());
    }

    private static InvalidEmailException assertField(String field, Executable executable) {
        InvalidEmailException e = assertThrows(InvalidEmailException.class, executable);
        assertEquals(field, e.field());
        return e;
    }
}
