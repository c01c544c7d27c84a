package org.postbound.it;

import java.io.IOException;
import java.util.List;
import java.util.logging.Logger;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.postbound.it.servers.Aiosmtpd;
import org.postbound.it.servers.Postfix;
import org.postbound.it.servers.PostfixPort;
import org.postbound.it.servers.Program;

/**
 * Has Postfix and aiosmtpd running while the tests run, where they are installed. They start before the server under test,
 * whose pools have to know their ports.
 */
public final class RealServers implements LauncherSessionListener {
    private static final Logger LOG = Logger.getLogger(RealServers.class.getName());

    /** Those that the tests name: they run inside the server, where none can be asked for. */
    private static final List<String> MAILBOXES =
            List.of("committed", "rolledback", "visible", "blind", "accepted", "first", "second");

    private Postfix postfix;
    private Aiosmtpd aiosmtpd;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            if (isUsable(Program.POSTFIX, "postfix")) {
                postfix = Postfix.start(List.of(PostfixPort.PLAIN), MAILBOXES);
                System.setProperty("it.postfix.port", String.valueOf(postfix.port(PostfixPort.PLAIN)));
                System.setProperty("it.postfix.mail", postfix.mail().toString());
            }
            if (isUsable(Program.AIOSMTPD, "aiosmtpd")) {
                aiosmtpd = Aiosmtpd.start(MAILBOXES);
                System.setProperty("it.aiosmtpd.port", String.valueOf(aiosmtpd.plainPort()));
                System.setProperty("it.aiosmtpd.mail", aiosmtpd.mail().toString());
            }
        } catch (IOException e) {
            throw new IllegalStateException("a server cannot be started", e);
        }
    }

    /** Where it is not, its pool has a port to which nobody connects. */
    private static boolean isUsable(Program program, String name) {
        System.setProperty("it." + name + ".port", "1");
        System.setProperty("it." + name + ".mail", "");
        if (!program.isUsable()) {
            LOG.warning("the tests against " + name + " are skipped: they need " + program.need());
        }
        return program.isUsable();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (postfix != null) {
            postfix.close();
        }
        if (aiosmtpd != null) {
            aiosmtpd.close();
        }
    }
}
