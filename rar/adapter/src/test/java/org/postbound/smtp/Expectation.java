package org.postbound.smtp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.postbound.SmtpConnectException.Reason;

/**
 * What has to come of a message when a fault happens. Stated here, point by point, from the RFCs and from what the API
 * promises; nothing of it is computed by what is tested.
 *
 * @param ending what the sender is told
 * @param connection what becomes of the connection
 * @param recipients the code that the sender is told for each recipient; empty if it is told of none
 * @param kept whether the server keeps the message
 */
record Expectation(String ending, Connection connection, List<Integer> recipients, boolean kept) {
    enum Connection {
        /** It goes on. */
        SURVIVES,
        /** It was replaced before the message was sent, without anybody being told. */
        REPLACED,
        /** It is closed. */
        CLOSED,
        /** It looks well but is not; the next message replaces it. */
        SUSPECT
    }

    static final String ACCEPTED = "accepted";
    static final String IN_DOUBT = "in doubt";

    /** Why there is no conversation any more after a fault in place of a reply, before the message is complete. */
    private static final Map<Class<? extends Fault>, Reason> REASONS = Map.of(
            Fault.Close.class, Reason.LINK_LOST,
            Fault.Reset.class, Reason.LINK_LOST,
            Fault.Stall.class, Reason.TIMED_OUT,
            Fault.OneTooFew.class, Reason.TIMED_OUT,
            Fault.ServiceClosing.class, Reason.UNAVAILABLE,
            Fault.OneTooMany.class, Reason.PROTOCOL_VIOLATION,
            Fault.Garbage.class, Reason.PROTOCOL_VIOLATION,
            Fault.EndlessLine.class, Reason.PROTOCOL_VIOLATION,
            Fault.EndlessReply.class, Reason.PROTOCOL_VIOLATION,
            Fault.WrongClass.class, Reason.PROTOCOL_VIOLATION);

    static Expectation of(FaultCase play) {
        return switch (play.point()) {
            case GREETING, EHLO, STARTTLS, TLS_HANDSHAKE, EHLO_AFTER_TLS, AUTH, AUTH_CHALLENGE -> opening(play);
            case MAIL -> mail(play);
            case RCPT_1, RCPT_2, RCPT_3 -> rcpt(play);
            case DATA -> data(play);
            case CONTENT, FINAL_REPLY -> message(play);
            case LARGE_CONTENT -> lost(play);
            case RSET -> rset(play);
            case RSET_AHEAD -> rsetAhead(play);
            case NOOP -> noop(play);
            // What becomes of a connection that is not needed any more concerns nobody.
            case QUIT -> accepted(play, Connection.REPLACED);
            case IDLE -> idle(play);
        };
    }

    /** What the senders of the messages behind it in a batch are told. */
    static List<String> endingsBehind(FaultCase play) {
        List<String> endings = new ArrayList<>(Collections.nCopies(FaultCase.BATCH - play.nth(), ACCEPTED));
        Expectation expected = of(play);
        if (play.nth() == 1 && (isOfOpening(play.point()) || isDeadAtOnce(play))) {
            // A new session that takes no message is no better than none: the others need not wait for the same.
            endings.replaceAll(ending -> expected.ending());
        } else if (play.isFollowed()
                && play.point() == Point.FINAL_REPLY
                && play.fault().confuses()) {
            // The replies that follow are one out of step.
            boolean waits = play.fault() instanceof Fault.OneTooFew && !play.endsWithData();
            endings.set(0, "connect " + (waits ? Reason.TIMED_OUT : Reason.PROTOCOL_VIOLATION));
        }
        return endings;
    }

    private static boolean isOfOpening(Point point) {
        return point.compareTo(Point.MAIL) < 0;
    }

    /** Whether the server took no notice of the first message. */
    private static boolean isDeadAtOnce(FaultCase play) {
        boolean silent = play.fault() instanceof Fault.Close
                || play.fault() instanceof Fault.Reset
                || play.fault() instanceof Fault.Stall
                || (play.fault() instanceof Fault.OneTooFew && play.mode() == FaultCase.Mode.LOCK_STEP);
        return play.point() == Point.MAIL
                && (play.fault() instanceof Fault.ServiceClosing || (silent && !play.travelsWhole()));
    }

    private static Expectation opening(FaultCase play) {
        Fault fault = play.fault();
        if (isHarmless(fault)) {
            return accepted(play, Connection.SURVIVES);
        }
        if (fault instanceof Fault.Refuse refuse) {
            return refusedOpening(play, refuse.reply());
        }
        if (fault instanceof Fault.BadCertificate certificate) {
            return failed("tls " + (certificate.alias().equals(TestCertificates.EXPIRED) ? "EXPIRED" : "UNTRUSTED"));
        }
        if (fault instanceof Fault.NoCommonSuite) {
            return failed("tls PROTOCOL_MISMATCH");
        }
        boolean plaintextInsteadOfTls =
                play.point() == Point.TLS_HANDSHAKE && REASONS.get(fault.getClass()) == Reason.PROTOCOL_VIOLATION;
        if (plaintextInsteadOfTls || (play.point() == Point.STARTTLS && fault instanceof Fault.OneTooMany)) {
            return failed("tls INJECTED");
        }
        return lost(play);
    }

    private static Expectation refusedOpening(FaultCase play, String reply) {
        boolean permanent = reply.startsWith("5");
        boolean secure = play.mode() == FaultCase.Mode.SECURE;
        return switch (play.point()) {
            // HELO will do where neither TLS nor AUTH is required (RFC 5321 section 4.1.1.1).
            case EHLO ->
                !permanent
                        ? failed("connect UNAVAILABLE")
                        : secure ? failed("tls STARTTLS_NOT_OFFERED") : accepted(play, Connection.SURVIVES);
            case STARTTLS -> failed("tls STARTTLS_REFUSED");
            case EHLO_AFTER_TLS -> failed(permanent ? "authentication " + code(reply) : "connect UNAVAILABLE");
            case AUTH, AUTH_CHALLENGE -> failed("authentication " + code(reply));
            default -> failed("connect UNAVAILABLE");
        };
    }

    private static Expectation mail(FaultCase play) {
        if (isHarmless(play.fault())) {
            return accepted(play, Connection.SURVIVES);
        }
        if (play.fault() instanceof Fault.Refuse refuse) {
            return refused(refuse, List.of());
        }
        boolean closing = play.fault() instanceof Fault.ServiceClosing;
        if (play.travelsWhole() && !closing) {
            return lostWhole(play);
        }
        if (play.fault() instanceof Fault.OneTooFew && play.endsWithData()) {
            return failed("connect PROTOCOL_VIOLATION");
        }
        if (play.fault() instanceof Fault.OneTooFew && play.mode() != FaultCase.Mode.LOCK_STEP) {
            return lost(play);
        }
        // Dead before any reply to MAIL: reopened once, but not if it is the first message that finds it so.
        boolean dead = REASONS.get(play.fault().getClass()) != Reason.PROTOCOL_VIOLATION;
        return dead && play.before() > 0 ? accepted(play, Connection.REPLACED) : lost(play);
    }

    private static Expectation rcpt(FaultCase play) {
        if (isHarmless(play.fault())) {
            return accepted(play, Connection.SURVIVES);
        }
        if (play.fault() instanceof Fault.Refuse refuse) {
            List<Integer> told = new ArrayList<>(all(play, 250));
            told.set(Point.RECIPIENTS.indexOf(play.point()), code(refuse.reply()));
            return play.audience() == FaultCase.Audience.PARTIAL
                    ? new Expectation(ACCEPTED, Connection.SURVIVES, told, true)
                    : refused(refuse, told);
        }
        if (play.travelsWhole()) {
            return lostWhole(play);
        }
        return play.fault() instanceof Fault.OneTooFew && play.endsWithData()
                ? failed("connect PROTOCOL_VIOLATION")
                : lost(play);
    }

    /**
     * The message was written with its envelope, so whatever the server does not say leaves doubt. It has read the message
     * if it went on.
     */
    private static Expectation lostWhole(FaultCase play) {
        Fault fault = play.fault();
        if (fault instanceof Fault.ServiceClosing) {
            // That is said.
            return lost(play);
        }
        boolean readOn = fault instanceof Fault.OneTooFew || fault instanceof Fault.OneTooMany;
        return new Expectation(IN_DOUBT, Connection.CLOSED, List.of(), readOn);
    }

    private static Expectation data(FaultCase play) {
        if (isHarmless(play.fault())) {
            return accepted(play, Connection.SURVIVES);
        }
        return play.fault() instanceof Fault.Refuse refuse
                ? refused(refuse, all(play, code(refuse.reply())))
                : lost(play);
    }

    /** From the final dot on nothing but a reply tells what became of the message (RFC 1047). */
    private static Expectation message(FaultCase play) {
        if (isHarmless(play.fault())) {
            return accepted(play, Connection.SURVIVES);
        }
        if (play.fault() instanceof Fault.Refuse refuse) {
            return refused(refuse, all(play, code(refuse.reply())));
        }
        if (play.fault() instanceof Fault.ServiceClosing) {
            return new Expectation("refused 421", Connection.CLOSED, all(play, 421), false);
        }
        if (play.isFollowed() && play.fault().confuses()) {
            return accepted(play, Connection.SUSPECT);
        }
        if (play.fault() instanceof Fault.OneTooMany && play.mode() != FaultCase.Mode.CHUNKING) {
            return accepted(play, Connection.SUSPECT);
        }
        return new Expectation(IN_DOUBT, Connection.CLOSED, List.of(), play.point() == Point.FINAL_REPLY);
    }

    /** The message was refused before, which is what its sender has to know. */
    private static Expectation rset(FaultCase play) {
        List<Integer> told = new ArrayList<>(all(play, 250));
        told.set(told.size() - 1, 550);
        Connection connection = isHarmless(play.fault())
                ? Connection.SURVIVES
                : play.fault() instanceof Fault.OneTooMany ? Connection.SUSPECT : Connection.CLOSED;
        return new Expectation("refused 550", connection, told, false);
    }

    /** Nothing depends on it: it is there for a message before that may have been refused. */
    private static Expectation rsetAhead(FaultCase play) {
        if (isHarmless(play.fault()) || play.fault() instanceof Fault.Refuse) {
            return accepted(play, Connection.SURVIVES);
        }
        boolean dead = REASONS.get(play.fault().getClass()) != Reason.PROTOCOL_VIOLATION;
        return dead && !(play.fault() instanceof Fault.OneTooFew) ? accepted(play, Connection.REPLACED) : lost(play);
    }

    /** A refusal proves as much as an acceptance: the server is there. */
    private static Expectation noop(FaultCase play) {
        boolean alive = isHarmless(play.fault()) || play.fault() instanceof Fault.Refuse;
        return accepted(play, alive ? Connection.SURVIVES : Connection.REPLACED);
    }

    /** A server that leaves without a word at once after it spoke is not found out before a message is written. */
    private static Expectation idle(FaultCase play) {
        boolean unnoticed = play.fault() instanceof Fault.Close || play.fault() instanceof Fault.Stall;
        return unnoticed && play.travelsWhole()
                ? new Expectation(IN_DOUBT, Connection.CLOSED, List.of(), false)
                : accepted(play, Connection.REPLACED);
    }

    private static boolean isHarmless(Fault fault) {
        return fault instanceof Fault.Bytewise || fault instanceof Fault.OnePacket;
    }

    private static Expectation accepted(FaultCase play, Connection connection) {
        return new Expectation(ACCEPTED, connection, all(play, 250), true);
    }

    private static Expectation refused(Fault.Refuse refuse, List<Integer> recipients) {
        return new Expectation("refused " + code(refuse.reply()), Connection.SURVIVES, recipients, false);
    }

    private static Expectation lost(FaultCase play) {
        return failed("connect " + REASONS.get(play.fault().getClass()));
    }

    private static Expectation failed(String ending) {
        return new Expectation(ending, Connection.CLOSED, List.of(), false);
    }

    private static List<Integer> all(FaultCase play, int code) {
        return Collections.nCopies(play.audience().recipients(), code);
    }

    private static int code(String reply) {
        return Integer.parseInt(reply.substring(0, 3));
    }
}
