package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

    private static final String NO_RETENTION = " is ${validatedValue}; give seconds from 1 to 3153600000";
    private static final String NO_TIME = " is ${validatedValue}; give seconds from 0 to 3153600000";

    @ConfigProperty(
            description = "Where committed mail is kept until the server has accepted it. JOURNAL: in files of "
                    + "OutboxDirectory; mail leaves if and only if its transaction commits. NONE: nowhere; it "
                    + "is handed to the server in the commit, just before the database commits.")
    @NotNull(message = "Outbox is null; remove it to have its default, or give JOURNAL or NONE")
    @Pattern(regexp = "JOURNAL|NONE", message = "Outbox is \"${validatedValue}\"; give JOURNAL or NONE")
    private String outbox = "JOURNAL";

    @ConfigProperty(
            description = "Directory of the journal, for its owner only. It has to outlive restarts and "
                    + "deployments, and each node of a cluster needs its own. Empty: postbound-outbox below the "
                    + "server's own data directory.")
    @Pattern(regexp = "[^\\x00]*", message = "OutboxDirectory contains NUL; give the path of a directory")
    private String outboxDirectory;

    @ConfigProperty(
            description = "Octets that the journal may have on disk. Beyond, messages are refused and their "
                    + "transactions roll back. 0: no limit but the disk, of which 32 MiB are kept free.")
    @NotNull(message = "OutboxMaxBytes is null; remove it to have its default, or give octets")
    @PositiveOrZero(message = "OutboxMaxBytes is ${validatedValue}; give octets, or 0 for no limit")
    private Long outboxMaxBytes = 0L;

    @ConfigProperty(
            description = "Octets that delivery events may have that are kept for message-driven beans. Beyond, and "
                    + "when the disk is nearly full, the oldest ones of the subscription that has most are "
                    + "dropped, which is logged. 0: no limit but the disk.")
    @NotNull(message = "EventsMaxBytes is null; remove it to have its default, or give octets")
    @PositiveOrZero(message = "EventsMaxBytes is ${validatedValue}; give octets, or 0 for no limit")
    private Long eventsMaxBytes = 134217728L;

    @ConfigProperty(
            description = "Seconds for which an idempotency key is known: a second message with the key of a first "
                    + "is not sent meanwhile.")
    @NotNull(message = "IdempotencyRetention is null; remove it to have its default, or give seconds")
    @Min(value = 1, message = "IdempotencyRetention" + NO_RETENTION)
    @Max(value = 3_153_600_000L, message = "IdempotencyRetention" + NO_RETENTION)
    private Long idempotencyRetention = 86_400L;

    @ConfigProperty(
            description = "Seconds for which the metadata of a message is kept after the server has accepted it: "
                    + "addresses, Message-ID, replies and times, neither header nor content. 0: not at all.")
    @NotNull(message = "KeepSent is null; remove it to have its default, or give seconds")
    @Min(value = 0, message = "KeepSent" + NO_TIME)
    @Max(value = 3_153_600_000L, message = "KeepSent" + NO_TIME)
    private Long keepSent = 0L;

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

    /**
     * Returns how long an idempotency key is known.
     *
     * @return seconds
     */
    public final Long getIdempotencyRetention() {
        return idempotencyRetention;
    }

    /**
     * Sets how long an idempotency key is known.
     *
     * @param idempotencyRetention seconds, at least 1
     */
    public final void setIdempotencyRetention(Long idempotencyRetention) {
        this.idempotencyRetention = idempotencyRetention;
    }

    /**
     * Returns how long the metadata of sent mail is kept.
     *
     * @return seconds; 0: not at all
     */
    public final Long getKeepSent() {
        return keepSent;
    }

    /**
     * Sets how long the metadata of sent mail is kept.
     *
     * @param keepSent seconds; 0: not at all
     */
    public final void setKeepSent(Long keepSent) {
        this.keepSent = keepSent;
    }

    private List<Object> values() {
        return Arrays.asList(outbox, outboxDirectory, outboxMaxBytes, eventsMaxBytes, idempotencyRetention, keepSent);
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
