package org.postbound.it.crash;

import java.util.List;

/** What a business transaction of the shop does. */
enum Kind {
    ROW_FIRST(true, true, 1, "orders"),
    MAIL_FIRST(true, true, 1, "orders"),
    /** Two branches of the adapter beside that of the database. */
    TWO_ROUTES(true, true, 1, "orders news"),
    /** Contents that are kept in the outbox's store, and wear it. */
    BULKY(true, true, 150, "orders"),
    /** A content that has a file of its own. */
    LARGE(true, true, 1200, "orders"),
    /** Mail alone: the transaction manager commits it in one phase. */
    MAIL_ONLY(true, false, 1, "orders"),
    /** Outside of a transaction. */
    ASYNCHRONOUS(true, false, 1, "news"),
    /** The application rolls back after row and mail. */
    ROLLED_BACK(false, true, 1, "orders"),
    /** Another participant refuses when row and mail are prepared. */
    REFUSED(false, true, 1, "orders"),
    /** The relay says "later" to the first attempt. */
    LATER(true, true, 1, "orders");

    private final boolean committing;
    private final boolean row;
    private final int kilobytes;
    private final String routes;

    Kind(boolean committing, boolean row, int kilobytes, String routes) {
        this.committing = committing;
        this.row = row;
        this.kilobytes = kilobytes;
        this.routes = routes;
    }

    /** Whether it is to commit. */
    boolean isCommitting() {
        return committing;
    }

    /** Whether it writes a row. */
    boolean hasRow() {
        return row;
    }

    /** How large a mail is. */
    int kilobytes() {
        return kilobytes;
    }

    /** Where a mail goes; one for each. */
    List<String> routes() {
        return List.of(routes.split(" ", -1));
    }
}
