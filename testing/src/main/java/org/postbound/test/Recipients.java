package org.postbound.test;

import java.util.Locale;
import org.postbound.Mailbox;
import org.postbound.mime.WireAddress;

/** Compares addresses as tests write them with those that arrive, whose domains are in ASCII then. */
final class Recipients {
    private Recipients() {}

    /**
     * Returns what is equal for equal mailboxes, whatever their case.
     *
     * @throws org.postbound.InvalidEmailException if it is no address, which would never arrive
     */
    static String key(String address) {
        return arrivedKey(WireAddress.of("address", new Mailbox("", address).address()));
    }

    /** The same for an address that has arrived, however it looks. */
    static String arrivedKey(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
