package org.postbound.ra;

import java.io.IOException;

/** What an administrator sees of one connection factory, and can ask of it. */
public interface ConnectionFactoryMXBean {
    /**
     * Returns the server.
     *
     * @return host and port
     */
    String getServer();

    /**
     * Returns the sessions that are open now.
     *
     * @return a number
     */
    int getSessionsOpen();

    /**
     * Returns the sessions that were opened since the start.
     *
     * @return a number
     */
    long getSessionsOpened();

    /**
     * Returns the sessions that were opened in the place of a lost one.
     *
     * @return a number
     */
    long getReconnects();

    /**
     * Returns the messages that the server accepted.
     *
     * @return a number
     */
    long getMessagesSent();

    /**
     * Returns the messages that the server refused.
     *
     * @return a number
     */
    long getMessagesRefused();

    /**
     * Returns the recipients that got nothing, since AllowedRecipients does not allow them; of each message anew.
     *
     * @return a number
     */
    long getRecipientsWithheld();

    /**
     * Returns the last failure.
     *
     * @return its time (UTC) and text; null if there was none
     */
    String getLastError();

    /**
     * Returns what the server offered when the last session was opened.
     *
     * @return one extension each, with its parameters; empty before the first session
     */
    String[] getServerCapabilities();

    /**
     * Connects to the server over a session of its own, protected and authenticated as configured, and leaves again.
     * Sends nothing.
     *
     * @return the greeting, the protection and the capabilities
     * @throws IOException if mail could not be sent now; its message says why, and the cure
     */
    String checkServer() throws IOException;
}
