package org.postbound.test;

import org.postbound.SmtpReply;

/** What befalls the next message. */
sealed interface Fault {
    /** Nobody listens. */
    record ConnectionRefused() implements Fault {}

    /** The server has the whole message, and refuses it. */
    record MessageRefused(SmtpReply reply) implements Fault {}

    /** The server has the whole message, and its reply is lost. */
    record ReplyLost() implements Fault {}
}
