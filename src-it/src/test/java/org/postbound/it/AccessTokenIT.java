package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.annotation.Resource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** A pool that gets its access tokens from an identity provider, with the libraries that the archive brings. */
@ArquillianTest
class AccessTokenIT extends InContainer {
    @Resource(lookup = "java:/eis/Tokens")
    private SmtpConnectionFactory tokens;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(AccessTokenIT.class);
    }

    @Test
    void connections_signOnWithOneTokenThatWasFetched() throws Exception {
        for (int transaction = 0; transaction < 3; transaction++) {
            transactions.required(() -> {
                try (SmtpConnection connection = tokens.getConnection()) {
                    connection.send(email("jo@example.org"));
                }
                return null;
            });
        }
        assertEquals(3, recipients().size());
        assertEquals(1, TokenEndpoint.ISSUED.get());
    }
}
