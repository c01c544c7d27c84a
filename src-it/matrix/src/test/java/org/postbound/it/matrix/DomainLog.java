package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The log of a domain of Payara or GlassFish.
 *
 * @param folder where it is; older parts are put aside in there, and their names end with their time
 */
record DomainLog(Path folder) {
    private static final String NEWEST = "server.log";

    /** A record begins with many things in brackets, and has its message in two. */
    private static final Pattern RECORD = Pattern.compile("(?m)^\\[2.*?\\[\\[\\s*(.*?)]]\\s*$");

    /** All messages, each on a line, without stack traces. */
    String lines() throws IOException {
        StringBuilder log = new StringBuilder();
        try (Stream<Path> older = Files.list(folder)) {
            for (Path part : older.filter(path -> path.getFileName().toString().startsWith(NEWEST + "_"))
                    .sorted()
                    .toList()) {
                log.append(Files.readString(part));
            }
        }
        Path newest = folder.resolve(NEWEST);
        if (Files.exists(newest)) {
            log.append(Files.readString(newest));
        }
        String records = log.toString().replaceAll("\\R\\s+at .*", "").replaceAll("\\R(?!\\[2)", " ");
        return RECORD.matcher(records).replaceAll("$1");
    }
}
