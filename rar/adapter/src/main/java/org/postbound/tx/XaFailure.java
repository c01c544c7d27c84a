package org.postbound.tx;

import javax.transaction.xa.XAException;

/** Exceptions of the XA interface; each carries its code, and what happened. */
final class XaFailure {
    private XaFailure() {}

    static XAException of(int code, String what, Throwable cause) {
        XAException failure = new XAException("%s: %s".formatted(name(code), what));
        failure.errorCode = code;
        failure.initCause(cause);
        return failure;
    }

    private static String name(int code) {
        return switch (code) {
            case XAException.XA_RBROLLBACK -> "XA_RBROLLBACK";
            case XAException.XA_HEURCOM -> "XA_HEURCOM";
            case XAException.XA_HEURRB -> "XA_HEURRB";
            case XAException.XAER_RMERR -> "XAER_RMERR";
            case XAException.XAER_NOTA -> "XAER_NOTA";
            case XAException.XAER_INVAL -> "XAER_INVAL";
            case XAException.XAER_PROTO -> "XAER_PROTO";
            case XAException.XAER_RMFAIL -> "XAER_RMFAIL";
            case XAException.XAER_DUPID -> "XAER_DUPID";
            case XAException.XAER_OUTSIDE -> "XAER_OUTSIDE";
            default -> throw new IllegalArgumentException("no code that is used here: " + code);
        };
    }
}
