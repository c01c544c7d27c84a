package org.postbound.it;

import jakarta.annotation.Resource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.postbound.SmtpConnectionFactory;
import org.postbound.it.servers.Needs;
import org.postbound.it.servers.Program;

/** aiosmtpd delivers before it accepts, and has no PIPELINING. */
@Needs(Program.AIOSMTPD)
@ArquillianTest
class AiosmtpdIT extends RealServerTests {
    @Resource(lookup = "java:/eis/Aiosmtpd")
    private SmtpConnectionFactory aiosmtpd;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(AiosmtpdIT.class);
    }

    @Override
    SmtpConnectionFactory pool() {
        return aiosmtpd;
    }

    @Override
    String mailProperty() {
        return "it.aiosmtpd.mail";
    }
}
