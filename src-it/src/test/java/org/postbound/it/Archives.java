package org.postbound.it;

import java.io.File;
import java.util.Arrays;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.postbound.it.servers.Mailbox;

/** What the tests deploy, made of the artifacts that this build made. */
final class Archives {
    private static final String[] SUPPORT = {"it.subethasmtp", "it.guava-mini", "it.slf4j"};

    private Archives() {}

    /** An application with the adapter in it: {@code it.ear}, to which the server's configuration refers. */
    static EnterpriseArchive application(Class<?> test) {
        return application("it.ear", web(test));
    }

    /** An application with the adapter in it. */
    static EnterpriseArchive application(String name, WebArchive web) {
        return ShrinkWrap.create(EnterpriseArchive.class, name)
                .addAsLibraries(file("it.api"), file("it.h2"))
                .addAsModule(adapter("it.rar.embedded"))
                .addAsModule(web);
    }

    /** Sends through a pool what a test outside of the server asks for. */
    static WebArchive sender(String name, String pool) {
        return ShrinkWrap.create(WebArchive.class, name).addClass(Sender.class).setWebXML(poolIs(pool));
    }

    /** Sends through a pool from its deployment on. */
    static WebArchive load(String pool) {
        return ShrinkWrap.create(WebArchive.class, "load.war")
                .addClasses(Load.class, Transactions.class)
                .setWebXML(poolIs(pool));
    }

    private static StringAsset poolIs(String pool) {
        return new StringAsset("""
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <resource-ref>
                    <res-ref-name>mail/pool</res-ref-name>
                    <lookup-name>%s</lookup-name>
                  </resource-ref>
                </web-app>
                """.formatted(pool));
    }

    /** Lets an application see the classes of the standalone archive. */
    static WebArchive seeingTheAdapter(WebArchive application) {
        return application.addAsWebInfResource(new StringAsset("""
                <jboss-deployment-structure xmlns="urn:jboss:deployment-structure:1.3">
                  <deployment>
                    <dependencies>
                      <module name="deployment.postbound.rar"/>
                    </dependencies>
                  </deployment>
                </jboss-deployment-structure>
                """), "jboss-deployment-structure.xml");
    }

    static ResourceAdapterArchive adapter(String property) {
        return ShrinkWrap.create(ZipImporter.class, "postbound.rar")
                .importFrom(file(property))
                .as(ResourceAdapterArchive.class);
    }

    static WebArchive web(Class<?> test) {
        WebArchive web = ShrinkWrap.create(WebArchive.class, "it.war")
                .addClasses(
                        test,
                        test.getSuperclass(),
                        Mailbox.class,
                        MailServer.class,
                        ReceivedMail.class,
                        TokenEndpoint.class,
                        TokenSignOn.class,
                        Transactions.class,
                        Orders.class,
                        InContainer.class,
                        AfterCompletion.class,
                        ServerLog.class)
                .addAsWebInfResource(new StringAsset("<beans/>"), "beans.xml");
        for (String library : SUPPORT) {
            web.addAsLibraries(file(library));
        }
        return web;
    }

    /** A library with what it needs, and the server does not have. */
    static File[] files(String property) {
        return Arrays.stream(System.getProperty(property, "").split(File.pathSeparator, -1))
                .map(path -> existing(property, path))
                .toArray(File[]::new);
    }

    static File file(String property) {
        return existing(property, System.getProperty(property));
    }

    private static File existing(String property, String path) {
        File file = new File(String.valueOf(path));
        if (!file.isFile()) {
            throw new IllegalStateException(
                    "the property " + property + " names no file: " + path + "; run these tests through Maven");
        }
        return file;
    }
}
