package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postbound.mime.Rendering.refused;
import static org.postbound.mime.Rendering.text;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.InvalidEmailException;

class WireMessageTest {
    private static WireMessage message(String text) {
        return WireMessage.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** In the table C is CR, L is LF. */
    @ParameterizedTest
    @CsvSource({
        "aCLbCL, aCLbCL",
        "aLbL, aCLbCL",
        "aCbC, aCLbCL",
        "aLLb, aCLCLbCL",
        "aCCLb, aCLCLbCL",
        "aLCb, aCLCLbCL",
        "aLCLb, aCLCLbCL",
        "aCLCLb, aCLCLbCL",
        "a, aCL",
        "aL.L, aCL.CL",
        "aC.C, aCL.CL",
        "aL.CL, aCL.CL",
        "aCL.L, aCL.CL",
        "aC.CL, aCL.CL"
    })
    void everyLineEnd_becomesCrlf(String given, String expected) {
        String wire = expected.replace('C', '\r').replace('L', '\n');

        assertEquals(wire, text(message(given.replace('C', '\r').replace('L', '\n'))));
    }

    @Test
    void lineEndBetweenTwoWrites_isOne() {
        WireBuffer buffer = WireBuffer.unlimited(0);
        for (char c : "a\r\nb\rc\n".toCharArray()) {
            buffer.write(c);
        }

        assertEquals("a\r\nb\r\nc\r\n", text(buffer.toMessage()));
    }

    @Test
    void nothing_staysNothing() {
        assertEquals(0, message("").size());
    }

    @Test
    void normalisedMessage_isTheSameAgain() {
        String once = text(message("Subject: x\n\nline\n.\r\rlast"));

        assertEquals(once, text(message(once)));
    }

    @Test
    void arrayChangedAfterwards_leavesMessageAlone() {
        byte[] rendered = "a\r\n".getBytes(StandardCharsets.US_ASCII);
        WireMessage message = WireMessage.of(rendered);
        rendered[0] = 'b';

        assertEquals("a\r\n", text(message));
    }

    @Test
    void lineOf998Octets_isTaken() {
        assertEquals(1000, message("a".repeat(998)).size());
    }

    @Test
    void lineOf999Octets_isRefusedWithItsNumber() {
        InvalidEmailException e = refused(() -> message("first\r\n" + "a".repeat(999) + "\r\nlast"));

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("999 octets in line 2"), e.getMessage());
    }

    @Test
    void lastLineTooLong_isRefused() {
        assertEquals("message", refused(() -> message("a".repeat(999))).field());
        assertEquals("message", refused(() -> message("a".repeat(5000) + "\n")).field());
    }

    @Test
    void nul_isRefusedWithItsLine() {
        InvalidEmailException e = refused(() -> message("a\nb\nc\0"));

        assertEquals("message", e.field());
        assertTrue(e.getMessage().contains("NUL in line 3"), e.getMessage());
    }

    @Test
    void refusal_isRememberedWhereTheWriterCaughtIt() {
        WireBuffer buffer = new WireBuffer(3, 0, WireBuffer.temporaryDirectory());
        refused(() -> buffer.write("abcd".getBytes(StandardCharsets.US_ASCII)));

        assertTrue(refused(buffer::toMessage).getMessage().contains("MaxMessageSize"));
    }

    @Test
    void octetOver127_makesItEightBit() {
        assertTrue(message("Subject: x\r\n\r\n\u00e9").isEightBit());
        assertFalse(message("Subject: x\r\n\r\ne").isEightBit());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"Message-ID: <a@b>\", <a@b>",
                "\"MESSAGE-id:<a@b>\t\", <a@b>",
                "\"Message-ID:\r\n <a@b>\", <a@b>",
                "\"Subject: x\r\nMessage-ID: <a@b>\r\nMessage-ID: <c@d>\", <a@b>",
                "\"Subject: x\r\n\r\nMessage-ID: <a@b>\", \"\"",
                "\"X-Message-ID: <a@b>\", \"\""
            })
    void messageId_isThatOfTheHeader(String message, String expected) {
        assertEquals(expected, message(message).messageId());
    }
}
