package org.postbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static void assertField(String field, Executable executable) {
        assertEquals(
                field, assertThrows(InvalidEmailException.class, executable).field());
    }

    @Test
    void nullReversePath_isTheEmptyString() {
        assertEquals("", Envelope.of("", "jo@example.org").reversePath());
    }

    @Test
    void noRecipients_areRefused() {
        assertField("forwardPaths", () -> Envelope.of("jo@example.org"));
        assertField("forwardPaths", () -> new Envelope("", null, DeliveryOptions.NONE));
    }

    @Test
    void nulls_areRefused() {
        List<ForwardPath> jo = List.of(ForwardPath.of("jo@example.org"));

        assertField("forwardPaths[1]", () -> new Envelope("", Arrays.asList(jo.get(0), null), DeliveryOptions.NONE));
        assertField("options", () -> new Envelope("", jo, null));
        assertField("forwardPaths", () -> Envelope.of("", (String[]) null));
        assertField("dsnNotify", () -> new ForwardPath("jo@example.org", null, Optional.empty()));
        assertField(
                "dsnNotify",
                () -> new ForwardPath(
                        "jo@example.org", new HashSet<>(Arrays.asList(DsnNotify.DELAY, null)), Optional.empty()));
        assertField("originalRecipient", () -> new ForwardPath("jo@example.org", Set.of(), null));
    }

    @Test
    void lists_areCopied() {
        List<ForwardPath> paths = new ArrayList<>(List.of(ForwardPath.of("jo@example.org")));
        Envelope envelope = new Envelope("", paths, DeliveryOptions.NONE);
        paths.clear();

        assertEquals(1, envelope.forwardPaths().size());
    }

    @Test
    void neverWithAnotherCondition_isRefused() {
        assertField(
                "dsnNotify",
                () -> new ForwardPath(
                        "jo@example.org", EnumSet.of(DsnNotify.NEVER, DsnNotify.SUCCESS), Optional.empty()));
        assertEquals(
                Set.of(DsnNotify.NEVER),
                new ForwardPath("jo@example.org", Set.of(DsnNotify.NEVER), Optional.empty()).dsnNotify());
    }

    @Test
    void malformedOriginalRecipient_isRefused() {
        assertField(
                "originalRecipient",
                () -> new ForwardPath("jo@example.org", Set.of(), Optional.of("jo\r\nRCPT TO:<x@y>")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nb", "a\tb", "a\0b", "\u00e4", "a\u007fb"})
    void malformedEnvelopeId_isRefused(String id) {
        assertField("envelopeId", () -> options(Optional.of(id), OptionalInt.empty()));
    }

    @Test
    void envelopeId_hasAtMost100Characters() {
        assertEquals(
                Optional.of("a".repeat(100)),
                options(Optional.of("a".repeat(100)), OptionalInt.empty()).envelopeId());
        assertField("envelopeId", () -> options(Optional.of("a".repeat(101)), OptionalInt.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10, Integer.MIN_VALUE})
    void mtPriorityOutOfRange_isRefused(int priority) {
        assertField("mtPriority", () -> options(Optional.empty(), OptionalInt.of(priority)));
    }

    @Test
    void missingOptions_areRefused() {
        assertField("envelopeId", () -> options(null, OptionalInt.empty()));
        assertField("mtPriority", () -> options(Optional.empty(), null));
        assertField(
                "dsnReturn",
                () -> new DeliveryOptions(null, Optional.empty(), false, OptionalInt.empty(), Optional.empty()));
        assertField(
                "holdUntil",
                () -> new DeliveryOptions(Optional.empty(), Optional.empty(), false, OptionalInt.empty(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\r\nb", "a\tb", "a\0b", "a\u007fb", "a\u200bb", "\ud800"})
    void malformedIdempotencyKey_isRefused(String key) {
        assertField("idempotencyKey", () -> DeliveryOptions.NONE.withIdempotencyKey(key));
        assertField("idempotencyKey", () -> Email.builder().idempotencyKey(key));
    }

    @Test
    void idempotencyKey_hasAtMost255Characters_andLeavesTheOtherOptions() {
        String longest = "\u00fc".repeat(255);
        DeliveryOptions options = options(Optional.of("id"), OptionalInt.of(3));
        DeliveryOptions keyed = options.withIdempotencyKey(longest);
        assertEquals(Optional.of(longest), keyed.idempotencyKey());
        assertEquals(Optional.of("id"), keyed.envelopeId());
        assertEquals(OptionalInt.of(3), keyed.mtPriority());
        assertField("idempotencyKey", () -> options.withIdempotencyKey(longest + "x"));
        assertField("idempotencyKey", () -> options.withIdempotencyKey(null));
        assertField("idempotencyKey", () -> Email.builder().idempotencyKey(null));
    }

    private static DeliveryOptions options(Optional<String> envelopeId, OptionalInt mtPriority) {
        return new DeliveryOptions(Optional.empty(), envelopeId, false, mtPriority, Optional.empty());
    }
}
