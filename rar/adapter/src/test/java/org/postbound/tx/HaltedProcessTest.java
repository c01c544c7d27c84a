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
        haltAndRecover(HaltedProcess.class, moment.name());
    }

    @ParameterizedTest
    @EnumSource
    void beanThatHalts_isToldOfEachEvent_ofNoneForRolledBackMail(HaltedBean.Moment moment) throws Exception {
        haltAndRecover(HaltedBean.class, moment.name());
    }

    private void haltAndRecover(Class<?> process, String moment) throws Exception {
        OwnRuntime.run(HaltedProcess.EXIT_CODE, List.of(), process, directory, moment, directory.toString());
        OwnRuntime.run(0, List.of(), process, directory, moment, directory.toString(), "recover");
    }
}
