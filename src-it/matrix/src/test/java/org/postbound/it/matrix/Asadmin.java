package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of Payara and GlassFish.
 *
 * @param program where it is
 * @param port of the domain's administration
 * @param commands runs it
 */
record Asadmin(Path program, int port, Command commands) {
    /** Runs a command that has to succeed; returns what it has said. */
    String run(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--interactive=false", "--port", String.valueOf(port)));
        command.addAll(List.of(arguments));
        return commands.run(command);
    }
}
