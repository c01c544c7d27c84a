package org.postbound.bench;

import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the libraries on the class path, by the names of their jars. */
final class Versions {
    private Versions() {}

    static String of(String artifact) {
        Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Matcher matcher = jar.matcher(new File(entry).getName());
            // Another pool has the same artifact in another group.
            if (matcher.matches() && !entry.contains("simplejavamail" + File.separator + "smtp-connection-pool")) {
                return matcher.group(1);
            }
        }
        return "of this build";
    }
}
