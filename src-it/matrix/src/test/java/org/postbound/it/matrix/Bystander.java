package org.postbound.it.matrix;

import jakarta.servlet.http.HttpServlet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;

/** An application of one servlet, which has nothing to do with mail. */
final class Bystander {
    /** The servlet's class. */
    static final String SERVLET = "bystander.Idle";

    private Bystander() {}

    /** Makes its archive. */
    static Path ear(Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream ear = new ZipOutputStream(file)) {
            put(ear, "bystander.war", war());
            put(ear, "META-INF/application.xml", """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
                      <module>
                        <web>
                          <web-uri>bystander.war</web-uri>
                          <context-root>/bystander</context-root>
                        </web>
                      </module>
                    </application>
                    """.getBytes(StandardCharsets.UTF_8));
        }
        return target;
    }

    private static byte[] war() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream war = new ZipOutputStream(octets)) {
            put(war, "WEB-INF/web.xml", """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
                      <servlet>
                        <servlet-name>idle</servlet-name>
                        <servlet-class>%s</servlet-class>
                        <load-on-startup>1</load-on-startup>
                      </servlet>
                    </web-app>
                    """.formatted(SERVLET).getBytes(StandardCharsets.UTF_8));
            put(war, "WEB-INF/classes/" + SERVLET.replace('.', '/') + ".class", servlet());
        }
        return octets.toByteArray();
    }

    private static void put(ZipOutputStream archive, String name, byte[] content) throws IOException {
        archive.putNextEntry(new ZipEntry(name));
        archive.write(content);
        archive.closeEntry();
    }

    private static byte[] servlet() {
        return new ByteBuddy(ClassFileVersion.JAVA_V17)
                .subclass(HttpServlet.class)
                .name(SERVLET)
                .make()
                .getBytes();
    }
}
