package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LongWorkTest {
    private static final Logger LOGGER = Logger.getLogger("org.postbound");

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** A container may keep it to itself. */
    @Test
    void error_isLogged_andTheContainersToo() {
        Error failure = new LinkageError("an archive that is gone");
        LongWork work = new LongWork(
                "postbound-events",
                () -> {
                    throw failure;
                },
                () -> {});
        LOGGER.addHandler(handler);
        try {
            assertSame(failure, assertThrows(LinkageError.class, work::run));
        } finally {
            LOGGER.removeHandler(handler);
        }
        assertEquals(1, logged.size());
        assertSame(failure, logged.get(0).getThrown());
        assertTrue(logged.get(0).getMessage().contains("postbound-events"), () -> logged.get(0)
                .getMessage());
    }
}
