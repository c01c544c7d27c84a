package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LongWorkTest {
    @Test
    void error_isTheContainersToo_andTheThreadGetsItsClassLoaderBack() {
        Error failure = new LinkageError("an archive that is gone");
        List<ClassLoader> loaders = new ArrayList<>();
        LongWork work = new LongWork(
                "postbound-events",
                () -> {
                    loaders.add(Thread.currentThread().getContextClassLoader());
                    throw failure;
                },
                () -> {});
        ClassLoader own = new ClassLoader() {};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(own);
        try {
            assertSame(failure, assertThrows(LinkageError.class, work::run));
            assertSame(own, thread.getContextClassLoader());
        } finally {
            thread.setContextClassLoader(before);
        }
        assertSame(LongWork.class.getClassLoader(), loaders.get(0));
    }
}
