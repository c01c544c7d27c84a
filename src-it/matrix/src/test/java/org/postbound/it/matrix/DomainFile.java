package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration of a domain of Payara or GlassFish, while its server does not run. Only the domain's own server is changed,
 * which comes first in the file; the template for other instances follows.
 *
 * @param path the file
 */
record DomainFile(Path path) {
    private static final String TEMPLATE = "<config name=\"default-config\"";

    /** As they are shipped: HTTP, administration, JMX, and all others. */
    private static final List<String> PORTS =
            List.of("8080", "4848", "8686", "8181", "3700", "3820", "3920", "7676", "6666");

    /** How many ports it needs. */
    static int ports() {
        return PORTS.size();
    }

    /** Has the server listen on loopback alone. The first port is that of HTTP, the second that of the administration, the third that of JMX. */
    void listenOn(List<Integer> ports) throws IOException {
        String own = own().replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\"")
                .replace("<network-listener port", "<network-listener address=\"127.0.0.1\" port")
                // Its own message broker, which would listen everywhere.
                .replace("type=\"EMBEDDED\"", "")
                .replace("<jms-service ", "<jms-service type=\"REMOTE\" ")
                // Payara's data grid, which would look for others in the network.
                .replace("<hazelcast-runtime-configuration ", "<hazelcast-runtime-configuration enabled=\"false\" ");
        for (int i = 0; i < PORTS.size(); i++) {
            own = own.replaceAll("(port=\"|value=\"|telnet\\.port=)" + PORTS.get(i) + "\\b", "$1" + ports.get(i));
        }
        replaceOwn(own);
    }

    /** Gives the Java virtual machine options, in the place of those that it was given before. */
    void replaceOptions(List<String> before, List<String> options) throws IOException {
        String own = own();
        for (String option : before) {
            own = own.replace(element(option), "");
        }
        String elements = options.stream().map(DomainFile::element).collect(Collectors.joining());
        int first = own.indexOf("<jvm-options>");
        replaceOwn(own.substring(0, first) + elements + own.substring(first));
    }

    private static String element(String option) {
        return "<jvm-options>" + option + "</jvm-options>";
    }

    private String own() throws IOException {
        String all = Files.readString(path);
        return all.substring(0, all.indexOf(TEMPLATE));
    }

    private void replaceOwn(String own) throws IOException {
        String all = Files.readString(path);
        Files.writeString(path, own + all.substring(all.indexOf(TEMPLATE)));
    }
}
