package org.postbound;

import java.util.function.UnaryOperator;

/** A text that is to be one mailbox (RFC 5322 section 3.4), read from one place to the next. */
final class MailboxText {
    private final String text;
    private int at;

    private MailboxText(String text) {
        this.text = text;
    }

    /**
     * Whether a text is an address alone, or a phrase and the address in angle brackets, with nothing besides but blanks and
     * comments, all of whose quotes and parentheses are closed.
     */
    static boolean isWhole(String text, String address) {
        MailboxText mailbox = new MailboxText(text);
        mailbox.skipPhrase();
        if (mailbox.isAtEnd()) {
            mailbox.at = 0;
            mailbox.skipComments();
            return mailbox.take(address) && mailbox.endsHere();
        }
        mailbox.at++;
        mailbox.skipBlanks();
        if (!mailbox.take(address)) {
            return false;
        }
        mailbox.skipBlanks();
        return mailbox.take(">") && mailbox.endsHere();
    }

    /** Returns what stands behind the @ of the address, up to a blank, a comment or the bracket. */
    static String domain(String text) {
        MailboxText mailbox = new MailboxText(text);
        int start = mailbox.skipToDomain();
        mailbox.skipDomain();
        return text.substring(start, mailbox.at);
    }

    /** Returns the same with another domain. */
    static String withDomain(String text, UnaryOperator<String> domain) {
        MailboxText mailbox = new MailboxText(text);
        int start = mailbox.skipToDomain();
        mailbox.skipDomain();
        return text.substring(0, start) + domain.apply(text.substring(start, mailbox.at)) + text.substring(mailbox.at);
    }

    private int skipToDomain() {
        skipPhrase();
        if (isAtEnd()) {
            at = 0;
            skipComments();
        } else {
            at++;
            skipBlanks();
        }
        if (!isAtEnd() && text.charAt(at) == '"') {
            skipQuoted();
        }
        while (!isAtEnd() && text.charAt(at) != '@') {
            at++;
        }
        at = Math.min(at + 1, text.length());
        return at;
    }

    private void skipDomain() {
        while (!isAtEnd() && " \t(>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
    }

    private boolean isAtEnd() {
        return at >= text.length();
    }

    private boolean endsHere() {
        skipComments();
        return isAtEnd();
    }

    private boolean take(String part) {
        boolean taken = text.startsWith(part, at);
        at += taken ? part.length() : 0;
        return taken;
    }

    /** Up to an angle bracket that is neither quoted nor in a comment. */
    private void skipPhrase() {
        while (!isAtEnd() && text.charAt(at) != '<') {
            switch (text.charAt(at)) {
                case '"' -> skipQuoted();
                case '(' -> skipComment();
                default -> at++;
            }
        }
    }

    private void skipComments() {
        skipBlanks();
        while (!isAtEnd() && text.charAt(at) == '(') {
            skipComment();
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (!isAtEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private void skipQuoted() {
        do {
            at += text.charAt(at) == '\\' ? 2 : 1;
        } while (!isAtEnd() && text.charAt(at) != '"');
        at++;
    }

    private void skipComment() {
        int depth = 0;
        do {
            switch (text.charAt(at)) {
                case '\\' -> at++;
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {
                    // Of the comment.
                }
            }
            at++;
        } while (depth > 0 && !isAtEnd());
    }
}
