package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

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

    /** The environment of the server's commands: the JDK, and where mail goes; and what else a server needs. */
    Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("SMTP_HOST", "127.0.0.1");
        environment.put("SMTP_PORT", String.valueOf(relayPort));
        environment.put("SMTP_SECURITY", "NONE");
        return environment;
    }

    /** Copies the database's driver, which is in the sample, for servers that want it outside of applications. */
    void copyDriver(Path target) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(sample)) {
            Files.copy(archive.getPath("lib/h2.jar"), target);
        }
    }
}
