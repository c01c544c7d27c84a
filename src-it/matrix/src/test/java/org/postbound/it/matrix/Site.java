package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a server is tried.
 *
 * @param directory the server's own, to work in
 * @param distributions where servers are unpacked as they come
 * @param scripts the files for administrators, a folder for each server
 * @param javaHome the JDK to start it with
 * @param sample the sample as it is built
 * @param relayPort where mail goes, on loopback, without protection
 */
record Site(Path directory, Path distributions, Path scripts, Path javaHome, Path sample, int relayPort) {
    /** Copies a distribution into the directory, where it then is. */
    Path install(String distribution) throws IOException {
        Path home = directory.resolve(distribution);
        Directories.copy(distributions.resolve(distribution), home);
        return home;
    }

    /** Copies the database's driver, which is in the sample, for servers that want it outside of applications. */
    void copyDriver(Path target) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(sample)) {
            Files.copy(archive.getPath("lib/h2.jar"), target);
        }
    }
}
