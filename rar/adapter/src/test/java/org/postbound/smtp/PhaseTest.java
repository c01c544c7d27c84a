package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postbound.config.Timeouts;

class PhaseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Duration limit(Command command, Duration connect, Duration read) {
        return command.phase().limit(new Timeouts(connect, read, MINUTE));
    }

    @Test
    void noop_takesNoLongerThanConnectingAnew_orThanAnyCommand() {
        assertEquals(SECOND, limit(new Command.Noop(), SECOND, MINUTE));
        assertEquals(SECOND, limit(new Command.Noop(), MINUTE, SECOND));
    }

    @Test
    void quit_isNotWaitedForLong() {
        assertEquals(Duration.ofSeconds(2), limit(new Command.Quit(), MINUTE, MINUTE));
        assertEquals(SECOND, limit(new Command.Quit(), MINUTE, SECOND));
    }

    @Test
    void anyOtherCommand_takesReadTimeout() {
        assertEquals(MINUTE, limit(new Command.Data(), SECOND, MINUTE));
    }
}
