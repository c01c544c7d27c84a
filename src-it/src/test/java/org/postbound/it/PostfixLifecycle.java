package org.postbound.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Has a Postfix running while the tests run, before the server under test starts: where there is one, and root may start it. */
public final class PostfixLifecycle implements LauncherSessionListener {
    private static final Logger LOG = Logger.getLogger(PostfixLifecycle.class.getName());
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");

    private Postfix postfix;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        System.setProperty("it.postfix.mail", "");
        if (!Files.isExecutable(PROGRAM) || !"root".equals(System.getProperty("user.name"))) {
            LOG.warning("PostfixIT is skipped: it needs Postfix (package postfix) and root, who alone may start it");
            return;
        }
        try {
            postfix = Postfix.start(Integer.getInteger("it.postfix.port"));
        } catch (IOException e) {
            throw new IllegalStateException("Postfix cannot be started", e);
        }
        System.setProperty("it.postfix.mail", postfix.mail().toString());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (postfix != null) {
            postfix.stop();
        }
    }
}
