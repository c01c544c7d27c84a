package org.postbound.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** WildFly's command line, as an administrator uses it on the server of the tests. */
final class Cli {
    private static final Path SCRIPTS = Path.of(System.getProperty("it.scripts", ""));

    private Cli() {}

    /** Runs one of the scripts of {@code servers/wildfly}. */
    static void script(String name) throws IOException, InterruptedException {
        file(SCRIPTS.resolve(name));
    }

    /** Returns what it said; ends at the first command that fails. */
    static String commands(String... lines) throws IOException, InterruptedException {
        Path script = Files.createTempFile("commands", ".cli");
        try {
            Files.write(script, List.of(lines));
            return file(script);
        } finally {
            Files.delete(script);
        }
    }

    private static String file(Path script) throws IOException, InterruptedException {
        return Program.run(List.of(
                        "-jar",
                        Archives.file("it.client").toString(),
                        "--connect",
                        "--controller=127.0.0.1:" + System.getProperty("it.management.port"),
                        "--file=" + script))
                .success();
    }
}
