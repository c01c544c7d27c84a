package org.postbound.outbox;

/** Erases a message that was accepted, together with keeping what an operator may want to know of it later. */
record KeepingSent(Change erasing, SentJournal sent, Sent message) implements Change {
    @Override
    public void check() {
        erasing.check();
    }

    @Override
    public void apply() {
        erasing.apply();
        sent.put(message);
    }

    @Override
    public void durable() {
        erasing.durable();
    }
}
