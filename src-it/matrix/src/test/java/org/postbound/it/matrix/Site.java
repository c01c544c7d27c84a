package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    /** Runs {@code servers/Postbound.java}, with options of Java and an environment; returns what it has written. */
    String operate(List<String> options, String url, Map<String, String> environment, String... words)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of(scripts.resolve("Postbound.java").toString(), url));
        command.addAll(List.of(words));
        return new Command(directory, environment).run(command);
    }

    /** Copies the database's driver, which is in the sample, for servers that want it outside of applications. */
    void copyDriver(Path target) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(sample)) {
            Files.copy(archive.getPath("lib/h2.jar"), target);
        }
    }
}
