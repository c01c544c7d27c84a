package org.postbound.smtp;

import java.util.List;
import java.util.Optional;

/** A command as it goes on the wire (RFC 5321 section 4.1). */
sealed interface Command {
    /** The line, without CRLF. */
    String line();

    /** The line as it may stand in a log or an exception: without secrets. */
    default String logForm() {
        return line();
    }

    /** Whose timeout bounds writing the command and waiting for its reply. */
    default Phase phase() {
        return Phase.COMMAND;
    }

    record Ehlo(String name) implements Command {
        @Override
        public String line() {
            return "EHLO " + name;
        }
    }

    record Helo(String name) implements Command {
        @Override
        public String line() {
            return "HELO " + name;
        }
    }

    /** RFC 3207. */
    record StartTls() implements Command {
        @Override
        public String line() {
            return "STARTTLS";
        }
    }

    /** RFC 4954 section 4; the initial response is in base64. */
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {
        @Override
        public String line() {
            return "AUTH " + mechanism + initialResponse.map(" "::concat).orElse("");
        }

        @Override
        public String logForm() {
            return "AUTH " + mechanism;
        }

        @Override
        public String toString() {
            return logForm();
        }
    }

    /** The answer to a challenge, in base64, or {@code *}. */
    record AuthContinuation(String response) implements Command {
        /** Gives the exchange up. */
        static final AuthContinuation CANCEL = new AuthContinuation("*");

        @Override
        public String line() {
            return response;
        }

        @Override
        public String logForm() {
            return "the answer to a challenge of AUTH";
        }

        @Override
        public String toString() {
            return logForm();
        }
    }

    record Mail(String reversePath, List<String> parameters) implements Command {
        @Override
        public String line() {
            return withParameters("MAIL FROM:<" + reversePath + ">", parameters);
        }
    }

    record Rcpt(String forwardPath, List<String> parameters) implements Command {
        @Override
        public String line() {
            return withParameters("RCPT TO:<" + forwardPath + ">", parameters);
        }
    }

    record Data() implements Command {
        @Override
        public String line() {
            return "DATA";
        }
    }

    /** The only chunk of a message, which follows the line at once (RFC 3030 section 2). */
    record Bdat(long size) implements Command {
        @Override
        public String line() {
            return "BDAT " + size + " LAST";
        }
    }

    record Rset() implements Command {
        @Override
        public String line() {
            return "RSET";
        }
    }

    record Noop() implements Command {
        @Override
        public String line() {
            return "NOOP";
        }

        @Override
        public Phase phase() {
            return Phase.IDLE_CHECK;
        }
    }

    record Quit() implements Command {
        @Override
        public String line() {
            return "QUIT";
        }

        @Override
        public Phase phase() {
            return Phase.QUIT;
        }
    }

    private static String withParameters(String start, List<String> parameters) {
        return parameters.isEmpty() ? start : start + " " + String.join(" ", parameters);
    }
}
