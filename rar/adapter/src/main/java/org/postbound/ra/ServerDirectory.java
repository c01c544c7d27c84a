package org.postbound.ra;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Where the server keeps its own data, which outlives its deployments. */
final class ServerDirectory {
    private ServerDirectory() {}

    /**
     * Finds the directory.
     *
     * @param properties the system properties; null for one that is not set
     */
    static Optional<Path> find(UnaryOperator<String> properties) {
        return Stream.of(
                        // WildFly
                        "jboss.server.data.dir",
                        // Payara and GlassFish; before catalina.base, which they set, too
                        "com.sun.aas.instanceRoot",
                        // Open Liberty
                        "server.output.dir",
                        // TomEE
                        "catalina.base")
                .map(properties)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .map(Path::of);
    }
}
