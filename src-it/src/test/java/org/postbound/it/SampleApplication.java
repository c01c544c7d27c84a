package org.postbound.it;

import java.io.File;
import java.net.URI;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The sample as it is shipped, with the inbox of the demo. */
abstract class SampleApplication {
    static final URI PAGE = URI.create("http://127.0.0.1:" + Integer.getInteger("it.http.port") + "/");

    private static DemoInbox inbox;

    @Deployment(testable = false)
    static EnterpriseArchive sample() {
        return ShrinkWrap.create(ZipImporter.class, "postbound-ear-sample.ear")
                .importFrom(Archives.file("it.sample"))
                .as(EnterpriseArchive.class);
    }

    @BeforeAll
    static void openInbox() throws Exception {
        inbox = DemoInbox.open(
                Archives.file("it.sample.demo") + File.pathSeparator + Archives.file("it.greenmail"),
                Integer.getInteger("it.sample.smtp.port"),
                Integer.getInteger("it.sample.inbox.port"),
                Integer.getInteger("it.sample.switch.port"));
    }

    @AfterAll
    static void closeInbox() {
        inbox.close();
    }
}
