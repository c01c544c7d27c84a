package org.postbound.ra;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The properties of the adapter as the container sets them. They are checked when they turn into an {@link
 * org.postbound.config.OutboxConfig}; the constraints are for containers that validate the beans (6.3.7.5).
 */
public abstract sealed class OutboxProperties implements Serializable permits SmtpResourceAdapter {
    private static final long serialVersionUID = 1L;

    @NotNull(message = "Outbox is null; remove it to have its default, or give JOURNAL or NONE")
    @Pattern(regexp = "JOURNAL|NONE", message = "Outbox is unknown; give JOURNAL or NONE")
    private String outbox = "JOURNAL";

    @Pattern(regexp = "[^\\x00]*", message = "OutboxDirectory contains NUL; give the path of a directory")
    private String outboxDirectory;

    @NotNull(message = "OutboxMaxBytes is null; remove it to have its default, or give octets")
    @PositiveOrZero(message = "OutboxMaxBytes is negative; give octets, or 0 for no limit")
    private Long outboxMaxBytes = 0L;

    @NotNull(message = "EventsMaxBytes is null; remove it to have its default, or give octets")
    @PositiveOrZero(message = "EventsMaxBytes is negative; give octets, or 0 for no limit")
    private Long eventsMaxBytes = 134217728L;

    /** For the adapter. */
    OutboxProperties() {}

    /**
     * Returns where committed mail is kept.
     *
     * @return JOURNAL, the default: in files of a directory; NONE: nowhere, it is handed to the server in the commit
     */
    public final String getOutbox() {
        return outbox;
    }

    /**
     * Sets where committed mail is kept.
     *
     * @param outbox JOURNAL: in files of a directory; NONE: nowhere, it is handed to the server in the commit
     */
    public final void setOutbox(String outbox) {
        this.outbox = outbox;
    }

    /**
     * Returns the directory of the journal.
     *
     * @return a path; null or empty for a directory below the server's own data directory
     */
    public final String getOutboxDirectory() {
        return outboxDirectory;
    }

    /**
     * Sets the directory of the journal. It has to outlive restarts, deployments and, in a cluster, to be one node's own.
     *
     * @param outboxDirectory a path; null or empty for a directory below the server's own data directory
     */
    public final void setOutboxDirectory(String outboxDirectory) {
        this.outboxDirectory = outboxDirectory;
    }

    /**
     * Returns how large the journal may become.
     *
     * @return octets, or 0 for no limit
     */
    public final Long getOutboxMaxBytes() {
        return outboxMaxBytes;
    }

    /**
     * Sets how large the journal may become; beyond it, messages are refused.
     *
     * @param outboxMaxBytes octets, or 0 for no limit
     */
    public final void setOutboxMaxBytes(Long outboxMaxBytes) {
        this.outboxMaxBytes = outboxMaxBytes;
    }

    /**
     * Returns how much room delivery events may take that nobody has acknowledged.
     *
     * @return octets, or 0 for no limit
     */
    public final Long getEventsMaxBytes() {
        return eventsMaxBytes;
    }

    /**
     * Sets how much room delivery events may take; beyond it, the oldest ones of the subscription that has most are dropped.
     *
     * @param eventsMaxBytes octets, or 0 for no limit
     */
    public final void setEventsMaxBytes(Long eventsMaxBytes) {
        this.eventsMaxBytes = eventsMaxBytes;
    }

    private List<Object> values() {
        return Arrays.asList(outbox, outboxDirectory, outboxMaxBytes, eventsMaxBytes);
    }

    /** Returns whether the other adapter has the same properties (20.4.1). */
    @Override
    public final boolean equals(Object other) {
        return other instanceof OutboxProperties that && values().equals(that.values());
    }

    /** Returns a hash of the properties. */
    @Override
    public final int hashCode() {
        return values().hashCode();
    }
}
