package org.postbound.standalone;

import org.postbound.Email;

/** Messages that the tests share. */
final class Mails {
    private Mails() {}

    static Email to(String recipient) {
        return Email.builder()
                .from("shop@from.test")
                .to(recipient)
                .subject("Hello")
                .text("Hello\n")
                .build();
    }
}
