package org.postbound.test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.postbound.SmtpReply;

/** Whom a server refuses, and with which reply. */
final class RefusedRecipients {
    private final Map<String, SmtpReply> replies = new ConcurrentHashMap<>();

    void add(String address, int code, String text) {
        replies.put(Recipients.key(address), refusal(code, text));
    }

    Optional<SmtpReply> reply(String address) {
        return Optional.ofNullable(replies.get(Recipients.arrivedKey(address)));
    }

    void clear() {
        replies.clear();
    }

    static SmtpReply refusal(int code, String text) {
        if (code / 100 != 4 && code / 100 != 5) {
            throw new IllegalArgumentException("code is %d; a refusal is 400 to 599".formatted(code));
        }
        return new SmtpReply(code, List.of(text));
    }
}
