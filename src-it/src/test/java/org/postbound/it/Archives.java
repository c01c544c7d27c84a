package org.postbound.it;

import java.io.File;
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
        return ShrinkWrap.create(EnterpriseArchive.class, "it.ear")
                .addAsLibraries(file("it.api"), file("it.h2"))
                .addAsModule(adapter("it.rar.embedded"))
                .addAsModule(web(test));
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
                        AfterCompletion.class)
                .addAsWebInfResource(new StringAsset("<beans/>"), "beans.xml");
        for (String library : SUPPORT) {
            web.addAsLibraries(file(library));
        }
        return web;
    }

    static File file(String property) {
        String path = System.getProperty(property);
        File file = new File(String.valueOf(path));
        if (!file.isFile()) {
            throw new IllegalStateException(
                    "the property " + property + " names no file: " + path + "; run these tests through Maven");
        }
        return file;
    }
}
