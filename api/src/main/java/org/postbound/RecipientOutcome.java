package org.postbound;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/** What the server said about one recipient of a message. */
public final class RecipientOutcome implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String address;
    private final SmtpReply reply;

    private RecipientOutcome(String address, SmtpReply reply) {
        this.address = address;
        this.reply = reply;
    }

    /**
     * A recipient that the server has been asked about.
     *
     * @param address the recipient's address
     * @param reply the reply to RCPT, or the one that decided about the whole message
     * @return the outcome
     */
    public static RecipientOutcome of(String address, SmtpReply reply) {
        return new RecipientOutcome(Objects.requireNonNull(address, "address"), Objects.requireNonNull(reply, "reply"));
    }

    /**
     * A recipient that the server has not been asked about yet.
     *
     * @param address the recipient's address
     * @return the outcome
     */
    public static RecipientOutcome pending(String address) {
        return new RecipientOutcome(Objects.requireNonNull(address, "address"), null);
    }

    /**
     * Returns the recipient's address.
     *
     * @return the address of the forward-path
     */
    public String address() {
        return address;
    }

    /**
     * Returns the server's reply, with its code and enhanced status code.
     *
     * @return the reply; empty while the message is staged or stored
     */
    public Optional<SmtpReply> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * Returns whether the server took the recipient; {@code false} while it has not been asked.
     *
     * @return whether the recipient was accepted
     */
    public boolean isAccepted() {
        return reply != null && reply.isPositive();
    }

    /** Returns whether both say the same of the same recipient. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RecipientOutcome that
                && address.equals(that.address)
                && Objects.equals(reply, that.reply);
    }

    /** Returns a hash of address and reply. */
    @Override
    public int hashCode() {
        return Objects.hash(address, reply);
    }

    /** Returns address and reply on one line. */
    @Override
    public String toString() {
        return address + ": " + (reply == null ? "not asked yet" : reply);
    }
}
