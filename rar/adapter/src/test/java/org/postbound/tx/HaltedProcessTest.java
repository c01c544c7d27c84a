package org.postbound.tx;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postbound.OwnRuntime;

/** A process dies in the middle of a commit, for good; the next one, on the same files, recovers. */
@Timeout(300)
class HaltedProcessTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void processThatHalts_leavesMailAndRow_orNeither(HaltedProcess.Moment moment) throws Exception {
        run(HaltedProcess.EXIT_CODE, moment.name(), directory.toString());
        run(0, moment.name(), directory.toString(), "recover");
    }

    private void run(int exitCode, String... arguments) throws Exception {
        OwnRuntime.run(exitCode, List.of(), HaltedProcess.class, directory, arguments);
    }
}
