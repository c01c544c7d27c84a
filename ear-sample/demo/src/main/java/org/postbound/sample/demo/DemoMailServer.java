package org.postbound.sample.demo;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.standalone.GreenMailApiResource;
import com.icegreen.greenmail.standalone.GreenMailApiServerBuilder.GreenMailApiJdkServer;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.URI;

/** The mail server of the demo: GreenMail, its REST interface that shows the inbox, and a switch. On loopback only. */
public final class DemoMailServer {
    private DemoMailServer() {}

    /**
     * Runs a mail server alone, until the process is ended.
     *
     * @param arguments the ports of SMTP, of the REST interface and of the switch
     * @throws IOException if the switch cannot have its port
     */
    public static void main(String[] arguments) throws IOException {
        start(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }

    static void start(int smtpPort, int apiPort, int switchPort) throws IOException {
        Mailboxes mailboxes = new Mailboxes(smtpPort);
        mailboxes.open();
        Switch.start(switchPort, mailboxes);
        GreenMailApiResource api =
                new GreenMailApiResource(mailboxes, new ServerSetup[0], new GreenMailConfiguration());
        new GreenMailApiJdkServer(URI.create("http://127.0.0.1:" + apiPort + "/"), api).start();
    }
}
