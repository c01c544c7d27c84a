package org.postbound.it;

import jakarta.mail.Session;
import jakarta.mail.util.ByteArrayDataSource;
import org.apache.commons.mail2.jakarta.Email;
import org.apache.commons.mail2.jakarta.MultiPartEmail;
import org.apache.commons.mail2.jakarta.SimpleEmail;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;

/** Apache Commons Email. */
@ArquillianTest
class CommonsEmailIT extends LibraryTests {
    @Deployment
    static EnterpriseArchive application() {
        return application(CommonsEmailIT.class, "it.commons-email");
    }

    private static void send(Email email, Session session, String recipient) throws Exception {
        email.setMailSession(session);
        email.setFrom("shop@example.org");
        email.addTo(recipient);
        email.setCharset("UTF-8");
        email.setSubject("Grüße");
        email.send();
    }

    @Override
    void send(Session session, String recipient) throws Exception {
        SimpleEmail email = new SimpleEmail();
        email.setMsg("It is on its way.");
        send(email, session, recipient);
    }

    @Override
    void send(Session session, String recipient, String fileName, byte[] content) throws Exception {
        MultiPartEmail email = new MultiPartEmail();
        email.setMsg("It is on its way.");
        email.attach(new ByteArrayDataSource(content, "application/pdf"), fileName, "");
        send(email, session, recipient);
    }
}
