package org.postbound.smtp;

import java.util.List;

/** A point of the conversation at which a {@link Fault} can happen: where a reply is due, unless said otherwise. */
enum Point {
    GREETING,
    EHLO,
    STARTTLS,
    /** In place of the server's part of the handshake. */
    TLS_HANDSHAKE,
    EHLO_AFTER_TLS,
    AUTH,
    /** The answer to the first challenge. */
    AUTH_CHALLENGE,
    MAIL,
    RCPT_1,
    RCPT_2,
    RCPT_3,
    DATA,
    /** In the middle of a message that is small: all of it was written when the server sees its first half. */
    CONTENT,
    /** In the middle of a message that fits no buffer, so that the client is still writing. */
    LARGE_CONTENT,
    /** The reply to the message; the server has kept it, unless the fault is a refusal. */
    FINAL_REPLY,
    RSET,
    /** RSET in front of an envelope that follows a message in one group. */
    RSET_AHEAD,
    NOOP,
    QUIT,
    /** Between two messages, when nothing is due. */
    IDLE;

    static final List<Point> RECIPIENTS = List.of(RCPT_1, RCPT_2, RCPT_3);
}
