package org.postbound.it.matrix;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Changed copies of the sample: without the adapter inside, or with a pool of its own instead of the server's.
 *
 * @param ear the sample as it is built
 */
record SampleArchive(Path ear) {
    /** Where the sample looks for a pool that it brings along. */
    static final String OWN_POOL = "java:app/mail/orders";

    private static final String BEANS = "postbound-ear-sample-ejb.jar";

    /** The sample without adapter and API, which come from elsewhere; and what a server needs to find them. */
    Path without(Path target, Map<String, String> added) throws IOException {
        Files.copy(ear, target, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem zip = open(target)) {
            Files.delete(zip.getPath("postbound.rar"));
            Files.delete(zip.getPath("lib/postbound-api.jar"));
            replace(
                    zip.getPath("META-INF/application.xml"),
                    "(?s)<module>\\s*<connector>postbound.rar</connector>\\s*</module>",
                    "");
            for (Map.Entry<String, String> file : added.entrySet()) {
                Files.writeString(zip.getPath(file.getKey()), file.getValue());
            }
        }
        return target;
    }

    /** The sample with the element {@code <connection-factory>}, which its beans use, for an adapter of some name. */
    Path withElement(Path target, String adapter, Map<String, String> properties) throws IOException {
        StringBuilder element = new StringBuilder("<connection-factory><name>%s</name>".formatted(OWN_POOL)
                + "<interface-name>org.postbound.SmtpConnectionFactory</interface-name>"
                + "<resource-adapter>%s</resource-adapter>".formatted(adapter)
                + "<max-pool-size>5</max-pool-size><transaction-support>XATransaction</transaction-support>");
        properties.forEach((name, value) ->
                element.append("<property><name>%s</name><value>%s</value></property>".formatted(name, value)));
        element.append("</connection-factory>");
        Files.copy(ear, target, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem zip = open(target)) {
            replace(zip.getPath("META-INF/application.xml"), "</application>", element + "</application>");
            useOwnPool(zip, Map.of());
        }
        return target;
    }

    /** The sample with a bean that has the annotation {@code @ConnectionFactoryDefinition}. */
    Path withDefinition(Path target, Map<String, String> properties) throws IOException {
        Files.copy(ear, target, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem zip = open(target)) {
            useOwnPool(zip, Map.of(DefiningBean.FILE, DefiningBean.classFile(OWN_POOL, properties)));
        }
        return target;
    }

    /** Has the beans use the pool that the archive brings, whatever the servers' own files say. */
    private static void useOwnPool(FileSystem zip, Map<String, byte[]> added) throws IOException {
        Path beans = Files.createTempFile("beans", ".jar");
        try {
            Files.copy(zip.getPath(BEANS), beans, StandardCopyOption.REPLACE_EXISTING);
            try (FileSystem jar = open(beans)) {
                for (String own : List.of("jboss-ejb3.xml", "glassfish-ejb-jar.xml", "ibm-ejb-jar-bnd.xml")) {
                    Files.delete(jar.getPath("META-INF", own));
                }
                Files.writeString(jar.getPath("META-INF/ejb-jar.xml"), """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
                          <enterprise-beans>
                            <session>
                              <ejb-name>OrderService</ejb-name>
                              <resource-ref>
                                <res-ref-name>mail/orders</res-ref-name>
                                <lookup-name>%s</lookup-name>
                              </resource-ref>
                            </session>
                          </enterprise-beans>
                        </ejb-jar>
                        """.formatted(OWN_POOL));
                for (Map.Entry<String, byte[]> file : added.entrySet()) {
                    Path path = jar.getPath(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.write(path, file.getValue());
                }
            }
            Files.copy(beans, zip.getPath(BEANS), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.delete(beans);
        }
    }

    private static FileSystem open(Path archive) throws IOException {
        return FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of());
    }

    private static void replace(Path file, String pattern, String replacement) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        String changed = text.replaceAll(pattern, Matcher.quoteReplacement(replacement));
        if (changed.equals(text)) {
            throw new IOException(file + " has no " + pattern + ": " + text);
        }
        Files.writeString(file, changed);
    }
}
