package org.postbound.ra;

import java.util.List;

/** A message that the server has accepted, as JMX shows it. */
public interface SentStatus {
    /**
     * Returns the number of the entry, for whoever wants those that follow.
     *
     * @return 16 hexadecimal digits
     */
    String getEntry();

    /**
     * Returns the id that the message had.
     *
     * @return 16 hexadecimal digits
     */
    String getId();

    /**
     * Returns the route.
     *
     * @return its name
     */
    String getRoute();

    /**
     * Returns the Message-ID header.
     *
     * @return with its angle brackets; empty if the message had none
     */
    String getMessageId();

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
     * Returns how many attempts it took.
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
     * Returns when it was accepted.
     *
     * @return UTC
     */
    String getAccepted();
}
