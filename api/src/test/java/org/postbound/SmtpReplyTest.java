package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpReplyTest {
    @ParameterizedTest
    @CsvSource({
        "250, 2.1.0 Ok, 2.1.0",
        "250, 2.1.0, 2.1.0",
        "550, 5.1.1 <jo@example.org>: unknown, 5.1.1",
        "452, 4.5.3 Too many recipients, 4.5.3",
        "554, 5.999.999 x, 5.999.999",
        "550, 4.1.1 class of another kind, ''",
        "550, 5.1.1x, ''",
        "550, 5.1 x, ''",
        "550, 5.1000.1 x, ''",
        "550, see 5.1.1, ''",
        "354, 3.0.0 go on, ''",
        "250, '', ''"
    })
    void enhancedStatusCode_isReadWhereItAgrees(int code, String text, String expected) {
        assertEquals(
                expected,
                new SmtpReply(code, List.of(text))
                        .enhancedStatusCode()
                        .map(EnhancedStatusCode::toString)
                        .orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "250, true, false, false, false",
        "354, false, true, false, false",
        "421, false, false, true, false",
        "599, false, false, false, true"
    })
    void firstDigit_decides(int code, boolean positive, boolean intermediate, boolean trans, boolean permanent) {
        SmtpReply reply = new SmtpReply(code, List.of("x"));

        assertEquals(positive, reply.isPositive());
        assertEquals(intermediate, reply.isIntermediate());
        assertEquals(trans, reply.isTransient());
        assertEquals(permanent, reply.isPermanent());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 199, 600, 2500})
    void codeThatNoReplyHas_isRefused(int code) {
        assertThrows(IllegalArgumentException.class, () -> new SmtpReply(code, List.of("x")));
    }

    @Test
    void replyWithoutLine_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SmtpReply(250, List.of()));
    }

    @Test
    void text_isOneLine() {
        assertEquals("250 a / b", new SmtpReply(250, List.of("a", "b")).toString());
    }

    @Test
    void recipient_isAcceptedOnlyByA2yzReply() {
        SmtpReply ok = new SmtpReply(250, List.of("Ok"));

        assertTrue(RecipientOutcome.of("jo@example.org", ok).isAccepted());
        assertFalse(RecipientOutcome.of("jo@example.org", new SmtpReply(550, List.of("No")))
                .isAccepted());
        assertFalse(RecipientOutcome.pending("jo@example.org").isAccepted());
        assertEquals(RecipientOutcome.of("jo@example.org", ok), RecipientOutcome.of("jo@example.org", ok));
        assertEquals(
                "jo@example.org: not asked yet",
                RecipientOutcome.pending("jo@example.org").toString());
    }
}
