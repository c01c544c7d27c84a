package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.as.arquillian.api.ServerSetup;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpConnection;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;

/** A handle that an application forgets, where WildFly is told to look for such. */
@ArquillianTest
@ServerSetup(LeakDetection.class)
class LeakedHandleIT extends InContainer {
    private static final int POOL_SIZE = 5;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(LeakedHandleIT.class);
    }

    @Test
    void leakedHandle_isClosedByTheContainerAndReported() throws Exception {
        List<SmtpConnection> leaked = new ArrayList<>();
        transactions.required(() -> {
            leaked.add(mail.getConnection());
            return null;
        });

        SmtpTransactionException e =
                assertThrows(SmtpTransactionException.class, () -> leaked.get(0).send(email("jo@example.org")));
        assertEquals(Reason.CLOSED_HANDLE, e.reason());
        for (int i = 0; i < POOL_SIZE + 1; i++) {
            send(email("jo@example.org"));
        }
        assertTrue(
                Files.readString(Path.of(System.getProperty("jboss.server.log.dir"), "server.log"))
                        .contains("IJ000100"),
                "WildFly reports the handle");
    }
}
