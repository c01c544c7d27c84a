package org.postbound.outbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrowingFileTest {
    private static final int STEP = 1000;

    private final CrashingDisk disk = new CrashingDisk(new CrashingDisk.Power(1));
    private GrowingFile file;

    @BeforeEach
    void open() throws IOException {
        file = new GrowingFile(disk.open("file"), STEP);
    }

    private void write(long position, int length) throws IOException {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) 7);
        file.write(position, ByteBuffer.wrap(octets));
    }

    @Test
    void write_makesTheFileLongerBySteps() throws IOException {
        write(0, 10);
        assertEquals(STEP, disk.size());
        write(10, STEP - 10);
        assertEquals(STEP, disk.size());
        write(STEP, 2 * STEP + 1);
        assertEquals(4 * STEP, disk.size());
        assertEquals(3 * STEP + 1, file.size());
    }

    @Test
    void whatIsAhead_isZero_andWhatWasWrittenStays() throws IOException {
        write(0, 10);
        byte[] expected = new byte[STEP];
        Arrays.fill(expected, 0, 10, (byte) 7);
        assertArrayEquals(expected, disk.octets("file"));
    }

    @Test
    void truncate_ofLittle_leavesTheFileAsItIs() throws IOException {
        write(0, 3 * STEP);
        file.truncate(STEP + 1);
        assertEquals(STEP + 1, file.size());
        assertEquals(3 * STEP, disk.size());
        file.truncate(2 * STEP);
        assertEquals(STEP + 1, file.size());
    }

    @Test
    void truncate_ofMuch_leavesSomeForWhatComes() throws IOException {
        write(0, 8 * STEP);
        file.truncate(4 * STEP);
        assertEquals(8 * STEP, disk.size());
        file.truncate(4 * STEP - 1);
        assertEquals(6 * STEP, disk.size());
        assertEquals(4 * STEP - 1, file.size());
    }

    @Test
    void reopenedFile_isAsLongAsItIs_andGrowsOn() throws IOException {
        write(0, 10);
        file = new GrowingFile(disk.open("file"), STEP);
        assertEquals(STEP, file.size());
        write(STEP, 1);
        assertEquals(2 * STEP, disk.size());
    }
}
