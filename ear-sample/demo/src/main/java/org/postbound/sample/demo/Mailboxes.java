package org.postbound.sample.demo;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/** GreenMail with mailboxes that outlive its SMTP service, which can be closed and opened again. For one thread at a time. */
final class Mailboxes extends GreenMail {
    /**
     * Takes mail for everybody, as soon as it is opened.
     *
     * @param port where, on the loopback interface; 0 for any
     */
    Mailboxes(int port) {
        super(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        managers = new Strict();
        withConfiguration(new GreenMailConfiguration().withDisabledAuthentication());
    }

    /** Nothing is changed if it is open already. */
    void open() {
        if (!isRunning()) {
            start();
        }
    }

    /** Connections are refused from now on, and open ones closed. {@link #stop()} would empty the mailboxes, too. */
    void close() {
        getSmtp().stopService();
    }

    /** GreenMail's parts, with an opinion on recipients. */
    private static final class Strict extends Managers {
        private final SmtpManager recipients = new Recipients(getImapHostManager(), getUserManager());

        @Override
        public SmtpManager getSmtpManager() {
            return recipients;
        }
    }
}
