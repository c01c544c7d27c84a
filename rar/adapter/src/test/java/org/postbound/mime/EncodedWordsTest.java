package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.MimeUtility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"=?UTF-8?Q?=41?=", "see =?x", "UTF-8''a%20b.pdf", "''%41", "us-ascii'en'%41"})
    void whatLooksEncoded_isMisleading(String text) {
        assertTrue(EncodedWords.isMisleading(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b?", "it's 100 %", "'quoted' text", "=?UTF-8?Q?\u00fc?=", "100%41.pdf"})
    void whatDoesNot_orIsEncodedAnyway_isNot(String text) {
        assertFalse(EncodedWords.isMisleading(text));
    }

    @Test
    void words_areShort_andDecodeToTheText() throws Exception {
        String text = "=?UTF-8?Q?=41?= ".repeat(20).strip();

        String words = EncodedWords.of(text);

        assertEquals(text, MimeUtility.decodeText(words));
        assertTrue(words.lines().allMatch(line -> line.matches(" ?\\S{1,75}")), words);
    }

    @Test
    void fileName_isPercentEncoded() {
        assertEquals("filename*=UTF-8''%3D%3Fa%20b%2A%3F%3D.pdf", EncodedWords.fileName("=?a b*?=.pdf"));
    }
}
