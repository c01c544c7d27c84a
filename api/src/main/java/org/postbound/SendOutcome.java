package org.postbound;

import jakarta.mail.Address;
import jakarta.mail.SendFailedException;
import jakarta.mail.event.TransportEvent;
import java.util.List;
import java.util.Optional;

/**
 * What became of the addresses of a message, in the terms of Jakarta Mail.
 *
 * @param sent for whom it was accepted, staged or stored
 * @param unsent for whom it was not, although nothing is known to be wrong with the address
 * @param invalid whom it can never be sent to
 * @param failure why not all are in {@code sent}; empty if they are
 */
record SendOutcome(List<Address> sent, List<Address> unsent, List<Address> invalid, Optional<SmtpException> failure) {
    SendOutcome {
        sent = List.copyOf(sent);
        unsent = List.copyOf(unsent);
        invalid = List.copyOf(invalid);
    }

    /** Returns the kind of {@link TransportEvent}. */
    int event() {
        if (failure.isEmpty()) {
            return TransportEvent.MESSAGE_DELIVERED;
        }
        return sent.isEmpty() ? TransportEvent.MESSAGE_NOT_DELIVERED : TransportEvent.MESSAGE_PARTIALLY_DELIVERED;
    }

    /** Throws what callers of Jakarta Mail expect if a recipient was left out. */
    void check() throws SendFailedException {
        if (failure.isPresent()) {
            SmtpException cause = failure.get();
            throw new SendFailedException(cause.getMessage(), cause, array(sent), array(unsent), array(invalid));
        }
    }

    static Address[] array(List<Address> addresses) {
        return addresses.toArray(new Address[0]);
    }
}
