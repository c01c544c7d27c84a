package org.postbound.it.matrix;

/** A server has no such thing. Whoever throws it has looked: the message is the evidence. */
final class NotOfferedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOfferedException(String evidence) {
        super(evidence);
    }
}
