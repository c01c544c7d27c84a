package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryOptions;
import org.postbound.DsnNotify;
import org.postbound.DsnReturn;
import org.postbound.Envelope;
import org.postbound.ForwardPath;
import org.postbound.RecipientOutcome;
import org.postbound.SmtpReply;
import org.postbound.config.OutboxConfig;
import org.postbound.mime.WireTraits;

/**
 * What is on disk stays readable. Where a test here fails the format has changed: give the record a new version, keep
 * reading the old one, and add its octets here.
 */
class RecordFormatTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Instant AT = Instant.parse("2026-03-01T12:34:56.789Z");

    private static final MessageRecord MESSAGE = new MessageRecord(
            AT,
            new Envelope(
                    "a@example.org",
                    List.of(
                            new ForwardPath(
                                    "b@example.org",
                                    Set.of(DsnNotify.SUCCESS, DsnNotify.FAILURE),
                                    Optional.of("b@example.com")),
                            ForwardPath.of("ü@example.org")),
                    new DeliveryOptions(
                            Optional.of(DsnReturn.HDRS),
                            Optional.of("envelope 1"),
                            true,
                            OptionalInt.of(-3),
                            Optional.of(AT.plusSeconds(1)))),
            new WireTraits("<1@example.org>", true, false, true));
    private static final String MESSAGE_1 =
            "010000000c0000000069a432702f072f400000000d61406578616d706c652e6f72670000005a0000000d62406578616d"
                    + "706c652e6f7267000000160000000753554343455353000000074641494c555245000000110000000d62406578616d70"
                    + "6c652e636f6d0000000ec3bc406578616d706c652e6f726700000000000000000000000800000004484452530000000e"
                    + "0000000a656e76656c6f7065203100000001010000000c00000008fffffffffffffffd000000100000000c0000000069"
                    + "a432712f072f400000000f3c31406578616d706c652e6f72673e000000010100000001000000000101";

    private static final StatusRecord STATUS = status(-3, AT.minusSeconds(1));

    private static StatusRecord status(int priority, Instant since) {
        return new StatusRecord(
                "default",
                State.DEFERRED,
                AT,
                1234,
                true,
                2,
                List.of(Optional.empty(), Optional.of(new SmtpReply(451, List.of("4.3.0 later", "")))),
                "busy",
                priority,
                since);
    }

    private static final String STATUS_1 =
            "010000000764656661756c740000000844454645525245440000000c0000000069a432702f072f400000000800000000"
                    + "000004d200000001010000000800000000000000020000002b00000000000000230000000800000000000001c3000000"
                    + "130000000b342e332e30206c61746572000000000000000462757379";
    private static final String STATUS_2 =
            "02" + STATUS_1.substring(2) + "00000008fffffffffffffffd0000000c0000000069a4326f2f072f40";

    private static final BranchRecord BRANCH = new BranchRecord(
            "default",
            new Branch(new BranchId(0x20005, new byte[] {1, 2, 3}, new byte[] {4}), Branch.State.PREPARED, AT, 2),
            List.of(new OutboxId(17), new OutboxId(18)));
    private static final String BRANCH_1 =
            "010000000764656661756c74000000080000000000020005000000030102030000000104000000085052455041524544"
                    + "0000000c0000000069a432702f072f400000000800000000000000020000001800000008000000000000001100000008"
                    + "0000000000000012";

    private static final SubscriptionRecord SUBSCRIPTION = new SubscriptionRecord(
            new DurableSubscription(
                    "billing",
                    Optional.of("orders"),
                    Set.of(DeliveryEvent.Kind.FAILED, DeliveryEvent.Kind.ACCEPTED),
                    Duration.ofDays(7)),
            AT,
            AT.plusSeconds(1),
            3);
    private static final String SUBSCRIPTION_1 =
            "010000000762696c6c696e670000000a000000066f726465727300000016000000084143434550544544000000064641"
                    + "494c45440000000800000000240c84000000000c0000000069a432702f072f400000000c0000000069a432712f072f40";
    private static final String SUBSCRIPTION_2 = "02" + SUBSCRIPTION_1.substring(2) + "000000080000000000000003";

    private static final EventRecord EVENT = new EventRecord(
            19,
            new DeliveryEvent(
                    "0000000000000011",
                    "<1@example.org>",
                    "orders",
                    DeliveryEvent.Kind.DEFERRED,
                    2,
                    AT,
                    List.of(
                            RecipientOutcome.pending("b@example.org"),
                            RecipientOutcome.of("c@example.org", new SmtpReply(451, List.of("4.3.0 later", "")))),
                    Optional.of(AT.plusSeconds(60)),
                    "busy"));
    private static final String EVENT_1 =
            "0100000008000000000000001300000010303030303030303030303030303031310000000f3c31406578616d706c652e"
                    + "6f72673e000000066f72646572730000000844454645525245440000000800000000000000020000000c0000000069a4"
                    + "32702f072f400000004d0000000d62406578616d706c652e6f7267000000000000000d63406578616d706c652e6f7267"
                    + "000000230000000800000000000001c3000000130000000b342e332e30206c6174657200000000000000100000000c00"
                    + "00000069a432ac2f072f400000000462757379";

    private static final PauseRecord PAUSE = new PauseRecord("orders", AT);
    private static final String PAUSE_1 = "01000000066f72646572730000000c0000000069a432702f072f40";

    private static final ClaimRecord CLAIM = new ClaimRecord("default", "order-4711", new OutboxId(17), AT);
    private static final String CLAIM_1 = "010000000764656661756c740000000a6f726465722d34373131000000080000000000000011"
            + "0000000c0000000069a432702f072f40";

    private static final SentRecord SENT = new SentRecord(new Sent(
            new OutboxId(17),
            "default",
            "<1@example.org>",
            "a@example.org",
            List.of(RecipientOutcome.of("c@example.org", new SmtpReply(250, List.of("2.0.0 ok")))),
            AT,
            AT.plusSeconds(60),
            2));
    private static final String SENT_1 =
            "010000000800000000000000110000000764656661756c740000000f3c31406578616d706c652e6f72673e0000000d61"
                    + "406578616d706c652e6f7267000000310000000d63406578616d706c652e6f72670000001c0000000800000000000000"
                    + "fa0000000c00000008322e302e30206f6b0000000c0000000069a432702f072f400000000c0000000069a432ac2f072f"
                    + "40000000080000000000000002";

    @TempDir
    Path temporary;

    @Test
    void message_staysAsItIs() {
        assertEquals(MESSAGE_1, HEX.formatHex(MESSAGE.toOctets()));
        assertEquals(MESSAGE, MessageRecord.of(HEX.parseHex(MESSAGE_1)));
    }

    @Test
    void messageWithAKey_staysAsItIs() {
        Envelope envelope = MESSAGE.envelope();
        MessageRecord keyed = new MessageRecord(
                AT,
                new Envelope(
                        envelope.reversePath(),
                        envelope.forwardPaths(),
                        envelope.options().withIdempotencyKey("order-4711")),
                MESSAGE.traits());
        String octets = "02" + MESSAGE_1.substring(2) + "0000000a6f726465722d34373131";
        assertEquals(octets, HEX.formatHex(keyed.toOctets()));
        assertEquals(keyed, MessageRecord.of(HEX.parseHex(octets)));
        assertEquals(Optional.of("order-4711"), MessageRecord.idempotencyKey(HEX.parseHex(octets)));
        assertEquals(Optional.empty(), MessageRecord.idempotencyKey(HEX.parseHex(MESSAGE_1)));
    }

    @Test
    void claim_staysAsItIs() {
        assertEquals(CLAIM_1, HEX.formatHex(CLAIM.toOctets()));
        assertEquals(CLAIM, ClaimRecord.of(HEX.parseHex(CLAIM_1)));
    }

    @Test
    void sent_staysAsItIs() {
        assertEquals(SENT_1, HEX.formatHex(SENT.toOctets()));
        assertEquals(SENT, SentRecord.of(HEX.parseHex(SENT_1)));
    }

    @Test
    void status_staysAsItIs() {
        assertEquals(STATUS_2, HEX.formatHex(STATUS.toOctets()));
        assertEquals(STATUS, StatusRecord.of(HEX.parseHex(STATUS_2)));
        assertEquals(status(0, AT), StatusRecord.of(HEX.parseHex(STATUS_1)));
    }

    @Test
    void branch_staysAsItIs() {
        assertEquals(BRANCH_1, HEX.formatHex(BRANCH.toOctets()));
        assertEquals(BRANCH, BranchRecord.of(HEX.parseHex(BRANCH_1)));
    }

    @Test
    void subscription_staysAsItIs() {
        assertEquals(SUBSCRIPTION_2, HEX.formatHex(SUBSCRIPTION.toOctets()));
        assertEquals(SUBSCRIPTION, SubscriptionRecord.of(HEX.parseHex(SUBSCRIPTION_2)));
        assertEquals(
                SUBSCRIPTION,
                SubscriptionRecord.of(HEX.parseHex(SUBSCRIPTION_1)).lost(3));
    }

    @Test
    void event_staysAsItIs() {
        assertEquals(EVENT_1, HEX.formatHex(EVENT.toOctets()));
        assertEquals(EVENT, EventRecord.of(HEX.parseHex(EVENT_1)));
    }

    @Test
    void pause_staysAsItIs() {
        assertEquals(PAUSE_1, HEX.formatHex(PAUSE.toOctets()));
        assertEquals(PAUSE, PauseRecord.of(HEX.parseHex(PAUSE_1)));
    }

    @Test
    void laterVersion_isRefused() {
        byte[] later = STATUS.toOctets();
        later[0]++;
        String why = assertThrows(DamagedRecordException.class, () -> StatusRecord.of(later))
                .getMessage();
        assertEquals("has format 3, and this release reads up to 2", why);
    }

    @Test
    void recordThatIsCut_isDamaged() {
        for (byte[] whole : List.of(
                MESSAGE.toOctets(),
                STATUS.toOctets(),
                BRANCH.toOctets(),
                SUBSCRIPTION.toOctets(),
                EVENT.toOctets(),
                PAUSE.toOctets(),
                CLAIM.toOctets(),
                SENT.toOctets())) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThrows(DamagedRecordException.class, () -> {
                    MessageRecord.of(cut);
                    StatusRecord.of(cut);
                    BranchRecord.of(cut);
                    SubscriptionRecord.of(cut);
                    EventRecord.of(cut);
                    PauseRecord.of(cut);
                    ClaimRecord.of(cut);
                    SentRecord.of(cut);
                });
            }
        }
    }

    /** A file that version 0.1 wrote. */
    @Test
    void store_isReadByThisVersion() throws IOException {
        try (InputStream stored = RecordFormatTest.class.getResourceAsStream("/outbox-0.1.mv")) {
            Files.copy(stored, temporary.resolve(Store.FILE));
        }
        TestOutbox.Recorded events = new TestOutbox.Recorded();
        Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
        Journals.Lease lease = Journals.open(OutboxConfig.Journal.of(temporary), clock, "test", events);
        try {
            assertEquals(1, lease.outbox().branches("default").size());
            List<Due> due = lease.outbox().takeDue("default", Instant.MAX, 10);
            assertEquals(List.of(1, 0), due.stream().map(Due::attempts).toList());
            assertTrue(lease.outbox().content(due.get(0)).size() > 1000);
            assertEquals(List.of(), lease.outbox().subscriptions().list());
            assertEquals(Map.of(), lease.outbox().operator().paused());
        } finally {
            lease.close();
        }
        assertEquals(List.of(), events.stops);
    }
}
