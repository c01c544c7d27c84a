package org.postbound.it;

import jakarta.annotation.Resource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.postbound.SmtpConnectionFactory;
import org.postbound.it.servers.Needs;
import org.postbound.it.servers.Program;

/** Postfix delivers after it has accepted. */
@Needs(Program.POSTFIX)
@ArquillianTest
class PostfixIT extends RealServerTests {
    @Resource(lookup = "java:/eis/Postfix")
    private SmtpConnectionFactory postfix;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(PostfixIT.class);
    }

    @Override
    SmtpConnectionFactory pool() {
        return postfix;
    }

    @Override
    String mailProperty() {
        return "it.postfix.mail";
    }
}
