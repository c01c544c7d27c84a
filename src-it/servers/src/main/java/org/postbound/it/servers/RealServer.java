package org.postbound.it.servers;

/** What a test has to know of a server, whichever it is. */
public interface RealServer extends AutoCloseable {
    /**
     * Returns a mailbox that no other test uses.
     *
     * @return an empty mailbox, for which the server takes mail
     */
    Mailbox newMailbox();

    /** Ends it and all that it started, and deletes its files. */
    @Override
    void close();
}
