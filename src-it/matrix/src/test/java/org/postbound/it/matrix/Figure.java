package org.postbound.it.matrix;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A figure that a server shows.
 *
 * @param name as the server calls it
 * @param value what it was
 */
record Figure(String name, double value) {
    /** A figure in what a server has answered: the first number after its name, and after what may stand between the two. */
    static Figure in(String answer, String name, String between) throws IOException {
        Matcher line = Pattern.compile(Pattern.quote(name) + between + "([0-9][0-9.Ee]*)")
                .matcher(answer);
        if (!line.find()) {
            throw new IOException("there is no " + name + " in " + answer);
        }
        return new Figure(name, Double.parseDouble(line.group(1)));
    }
}
