package org.postbound;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/** What the server said about one recipient of a message. */
public final class RecipientOutcome implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String address;
    private final SmtpReply reply;
    private final boolean withheld;
    /** For the transport alone, so it makes no difference to equality, and is not stored. */
    private final boolean ofMessage;

    private RecipientOutcome(String address, SmtpReply reply, boolean withheld, boolean ofMessage) {
        this.address = Objects.requireNonNull(address, "address");
        this.reply = reply;
        this.withheld = withheld;
        this.ofMessage = ofMessage;
    }

    /**
     * A recipient that the server has been asked about.
     *
     * @param address the recipient's address
     * @param reply the reply to RCPT, or the one that decided about the whole message
     * @return the outcome
     * @throws NullPointerException if something is null
     */
    public static RecipientOutcome of(String address, SmtpReply reply) {
        return new RecipientOutcome(address, Objects.requireNonNull(reply, "reply"), false, false);
    }

    /**
     * A recipient that the server has not been asked about yet.
     *
     * @param address the recipient's address
     * @return the outcome
     * @throws NullPointerException if something is null
     */
    public static RecipientOutcome pending(String address) {
        return new RecipientOutcome(address, null, false, false);
    }

    /**
     * A recipient that gets nothing, and that the server is never asked about, since the configuration does not allow it
     * ({@code AllowedRecipients}).
     *
     * @param address the recipient's address
     * @return the outcome
     * @throws NullPointerException if something is null
     */
    public static RecipientOutcome withheld(String address) {
        return new RecipientOutcome(address, null, true, false);
    }

    /** The same, with a reply that is of the message: it says nothing of the address. */
    RecipientOutcome ofMessage() {
        return new RecipientOutcome(address, reply, withheld, true);
    }

    boolean isOfMessage() {
        return ofMessage;
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
     * @return the reply; empty while the message is staged or stored, if it is withheld, and if the server was not asked about
     *     the recipient, since sending failed before
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

    /**
     * Returns whether the message is withheld from the recipient by the configuration.
     *
     * @return whether the server is never asked
     */
    public boolean isWithheld() {
        return withheld;
    }

    /** Returns whether both say the same of the same recipient. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RecipientOutcome that
                && address.equals(that.address)
                && Objects.equals(reply, that.reply)
                && withheld == that.withheld;
    }

    /** Returns a hash of what it says. */
    @Override
    public int hashCode() {
        return Objects.hash(address, reply, withheld);
    }

    /** Returns address and reply on one line. */
    @Override
    public String toString() {
        String unasked = withheld ? "withheld" : "not asked yet";
        return address + ": " + (reply == null ? unasked : reply);
    }
}
