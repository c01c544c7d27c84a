package org.postbound;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A recipient in an envelope (RFC 5321 section 4.1.1.3), with its DSN options (RFC 3461).
 *
 * @param address the recipient's address
 * @param dsnNotify when a notification is wanted; empty leaves it to the server
 * @param originalRecipient the address that notifications name as the original one (ORCPT)
 */
public record ForwardPath(String address, Set<DsnNotify> dsnNotify, Optional<String> originalRecipient) {
    /**
     * Checks the addresses and the notifications.
     *
     * @throws InvalidEmailException if an address is not one, {@code NEVER} stands beside others, or something is null
     */
    public ForwardPath {
        Syntax.address("forwardPath", address);
        dsnNotify = Set.copyOf(checkNotify("dsnNotify", dsnNotify));
        Syntax.present("originalRecipient", originalRecipient)
                .ifPresent(original -> Syntax.address("originalRecipient", original));
    }

    /**
     * A recipient without DSN options.
     *
     * @param address the recipient's address
     * @return the forward-path
     * @throws InvalidEmailException if {@code address} is null or not an address
     */
    public static ForwardPath of(String address) {
        return new ForwardPath(address, Set.of(), Optional.empty());
    }

    static Set<DsnNotify> checkNotify(String field, Set<DsnNotify> dsnNotify) {
        Syntax.present(field, dsnNotify).forEach(condition -> Syntax.present(field, condition));
        if (dsnNotify.contains(DsnNotify.NEVER) && dsnNotify.size() > 1) {
            throw new InvalidEmailException(
                    field, "is " + EnumSet.copyOf(dsnNotify) + "; NEVER stands alone (RFC 3461 section 4.1)");
        }
        return dsnNotify;
    }
}
