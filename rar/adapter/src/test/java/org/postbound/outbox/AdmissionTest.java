package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postbound.OutboxException;
import org.postbound.config.Retention;

/** Who is let in, when several ask before the first of them has written anything. */
final class AdmissionTest {
    private final CrashingDisk disk = new CrashingDisk(new CrashingDisk.Power(1));

    private Admission admission(long maxBytes) {
        return new Admission(disk, new JournalLimits(maxBytes, 0, 4096, 100_000, 1 << 14, Retention.DEFAULT));
    }

    @Test
    void room_isPromisedToOne_untilItIsSettled() throws IOException {
        disk.capacity = 200_000;
        Admission admission = admission(0);
        admission.admit(1, 40_000);
        OutboxException full = assertThrows(OutboxException.class, () -> admission.admit(1, 20_000));
        assertEquals(OutboxException.Reason.FULL, full.reason());
        assertTrue(full.getMessage().contains("82048 are for messages under way"), full.getMessage());
        admission.settle(1, 40_000);
        admission.admit(1, 20_000);
    }

    @Test
    void whoeverIsRefused_takesNoRoomFromOthers() throws IOException {
        disk.capacity = 200_000;
        Admission admission = admission(0);
        assertThrows(OutboxException.class, () -> admission.admit(1, 60_000));
        admission.admit(1, 40_000);
        Admission bounded = admission(50_000);
        assertThrows(OutboxException.class, () -> bounded.admit(1, 60_000));
        bounded.admit(1, 40_000);
    }

    @Test
    void whoeverAsksForTooMuch_takesNoRoomFromOthers_whileItIsLookedFor() throws IOException {
        disk.capacity = 200_000;
        Deque<Executable> meanwhile = new ArrayDeque<>();
        Disk asked = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    Executable next = meanwhile.poll();
                    if (next != null) {
                        next.execute();
                    }
                    return method.invoke(disk, arguments);
                });
        Admission admission = new Admission(asked, new JournalLimits(0, 0, 4096, 100_000, 1 << 14, Retention.DEFAULT));
        List<String> admitted = new ArrayList<>();
        meanwhile.add(() -> {
            admission.admit(1, 10_000);
            admitted.add("the small one");
        });
        assertThrows(OutboxException.class, () -> admission.admit(1, 60_000));
        assertEquals(List.of("the small one"), admitted);
    }

    @Test
    void contentThatIsWritten_takesRoomOnce() throws IOException {
        disk.capacity = 200_000;
        Admission admission = admission(0);
        admission.admit(2, 40_000);
        admission.written(30_000);
        disk.capacity = 170_000;
        admission.admit(1, 20_000);
        admission.settle(2, 10_000);
        admission.settle(1, 20_000);
        disk.capacity = 200_000;
        admission.admit(1, 48_000);
    }
}
