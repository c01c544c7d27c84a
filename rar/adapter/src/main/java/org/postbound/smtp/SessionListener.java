package org.postbound.smtp;

import org.postbound.SmtpServerInfo;

/** Is told when a link's sessions come and go. Called on the threads that use the links; must be quick. */
public interface SessionListener {
    /**
     * A session was opened.
     *
     * @param server what is known about its server
     * @param again whether it replaces one that was lost
     */
    void opened(SmtpServerInfo server, boolean again);

    /** A session was closed, or turned out dead. */
    void closed();
}
