package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a server is tried.
 *
 * @param directory the server's own, to work in
 * @param distributions where servers are unpacked as they come
 * @param scripts the files for administrators, a folder for each server
 * @param javaHome the JDK to start it with
 * @param relayPort where mail goes, on loopback, without protection
 * @param sample the archive that is tried
 */
record Site(Path directory, Path distributions, Path scripts, Path javaHome, int relayPort, Path sample) {
    /** Copies a distribution into the directory, where it then is. */
    Path install(String distribution) throws IOException {
        Path home = directory.resolve(distribution);
        Directories.copy(distributions.resolve(distribution), home);
        return home;
    }
}
