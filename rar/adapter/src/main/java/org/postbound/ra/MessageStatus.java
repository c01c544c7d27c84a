package org.postbound.ra;

import java.util.List;

/** A message of the outbox, as JMX shows it. */
public interface MessageStatus {
    /**
     * Returns the id.
     *
     * @return 16 hexadecimal digits
     */
    String getId();

    /**
     * Returns the Message-ID header.
     *
     * @return with its angle brackets; empty if the message has none
     */
    String getMessageId();

    /**
     * Returns how far it is.
     *
     * @return the name of a state
     */
    String getState();

    /**
     * Returns the sender.
     *
     * @return the reverse-path; empty for none
     */
    String getReversePath();

    /**
     * Returns the recipients, and what the server last said of each.
     *
     * @return one line each
     */
    List<String> getRecipients();

    /**
     * Returns how large it is.
     *
     * @return octets of the content
     */
    long getSize();

    /**
     * Returns how often it was tried.
     *
     * @return a number
     */
    int getAttempts();

    /**
     * Returns when it was stored.
     *
     * @return UTC
     */
    String getStored();

    /**
     * Returns when it is or was due.
     *
     * @return UTC
     */
    String getDue();

    /**
     * Returns why it was not accepted.
     *
     * @return a remark; empty if it was not tried
     */
    String getRemark();
}
