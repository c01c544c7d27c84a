package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;

/** Looks for a secret where the server shows or keeps something. */
final class Secrets {
    private static final Path SERVER = Path.of(System.getProperty("jboss.home"), "standalone");

    private Secrets() {}

    /** In its management model, which JMX shows, too, in the adapter's MBeans, and in its configuration, log and outboxes. */
    static void assertShownNowhere(String secret, ManagementClient management) throws Exception {
        assertNotIn("the management model", model(management), secret);
        for (String mbean : CommandLine.run().lines().toList()) {
            assertNotIn(mbean, CommandLine.run(mbean), secret);
        }
        for (String folder : List.of("configuration", "log", "data")) {
            assertInNoFile(SERVER.resolve(folder), secret);
        }
    }

    static void assertNotIn(String what, String text, String secret) {
        // The text is not shown: it would be in the report then.
        assertFalse(text.contains(secret), what + " shows the secret");
    }

    private static String model(ManagementClient management) throws IOException {
        ModelNode operation = Operations.createReadResourceOperation(new ModelNode().setEmptyList(), true);
        operation.get("include-runtime").set(true);
        return management.getControllerClient().execute(operation).toString();
    }

    private static void assertInNoFile(Path folder, String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertNotIn(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1), secret);
            }
        }
    }
}
