package org.postbound.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpReply;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpServerInfo;

class StatisticsTest {
    private static final SmtpServerInfo SERVER =
            new SmtpServerInfo("mail.test", 25, "ready", Map.of(), Optional.empty(), Optional.empty());

    private final Statistics statistics =
            new Statistics(Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));

    @Test
    void sessions_areCountedFromOpeningToClosing() {
        statistics.opened(SERVER, false);
        statistics.opened(SERVER, false);
        statistics.closed();
        statistics.opened(SERVER, true);

        Statistics.Reading reading = statistics.read();
        assertEquals(2, reading.sessionsOpen());
        assertEquals(3, reading.sessionsOpened());
        assertEquals(1, reading.reconnects());
        assertEquals(Optional.of(SERVER), reading.lastServer());
    }

    @Test
    void refusal_isCountedAndRemembered() {
        statistics.sent();
        statistics.failed(new SmtpReplyException("refused", new SmtpReply(550, List.of("no")), List.of()));

        Statistics.Reading reading = statistics.read();
        assertEquals(1, reading.messagesSent());
        assertEquals(1, reading.messagesRefused());
        assertEquals("2026-11-21T10:00:00Z refused: 550 no", reading.lastError().orElseThrow());
    }

    @Test
    void lostLink_isAnErrorButNoRefusal() {
        statistics.failed(new SmtpConnectException(SmtpConnectException.Reason.LINK_LOST, "lost", null));

        assertEquals(0, statistics.read().messagesRefused());
        assertTrue(statistics.read().lastError().orElseThrow().endsWith("lost"));
    }
}
