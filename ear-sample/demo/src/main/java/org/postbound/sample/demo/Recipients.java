package org.postbound.sample.demo;

import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.user.UserManager;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Accepts every recipient but two, so that refusals can be seen: {@code refused@} anywhere is refused for good, {@code later@}
 * every other time for the moment, as by a server with a greylist.
 */
final class Recipients extends SmtpManager {
    static final String FOR_GOOD = "550 5.1.1 No such user here";
    static final String FOR_THE_MOMENT = "451 4.7.1 Greylisted, try again later";

    private final Set<String> greylist = ConcurrentHashMap.newKeySet();

    Recipients(ImapHostManager mailboxes, UserManager users) {
        super(mailboxes, users);
    }

    /** Returns the reply that refuses, or null, as GreenMail has it. */
    @Override
    public String checkRecipient(SmtpState state, MailAddress recipient) {
        String address = recipient.getEmail().toLowerCase(Locale.ROOT);
        if (address.startsWith("refused@")) {
            return FOR_GOOD;
        }
        // Taken off by the second attempt, so that the next mail is put off again.
        boolean isPutOff = address.startsWith("later@") && (greylist.add(address) || !greylist.remove(address));
        return isPutOff ? FOR_THE_MOMENT : null;
    }
}
