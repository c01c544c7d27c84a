package org.postbound.smtp;

import org.postbound.Disposition;
import org.postbound.InDoubtException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpException;
import org.postbound.SmtpReplyException;
import org.postbound.SmtpServerInfo;
import org.postbound.SmtpTlsException;
import org.postbound.config.SessionConfig;
import org.postbound.flight.Connect;
import org.postbound.flight.Send;
import org.postbound.mime.RenderedMessage;

/** What a Flight Recording is told of sessions and messages: reasons, but no texts, which may have an address in them. */
final class FlightNotes {
    private FlightNotes() {}

    static Connect connected(SessionConfig config, SmtpServerInfo server) {
        return connect(config, server.tlsProtocol().orElse(null), "OK");
    }

    static Connect notConnected(SessionConfig config, SmtpException failure) {
        return connect(config, null, reason(failure));
    }

    private static Connect connect(SessionConfig config, String tlsVersion, String result) {
        return new Connect(
                config.server().host(),
                config.server().port(),
                config.server().security().name(),
                tlsVersion,
                result);
    }

    static Send accepted(RenderedMessage message, SmtpSession.Accepted accepted, boolean grouped) {
        return send(message, Disposition.ACCEPTED.name(), accepted.reply().code(), grouped);
    }

    static Send notAccepted(RenderedMessage message, SmtpException failure, boolean grouped) {
        int code =
                failure instanceof SmtpReplyException refusal ? refusal.reply().code() : 0;
        return send(message, reason(failure), code, grouped);
    }

    private static Send send(RenderedMessage message, String result, int replyCode, boolean grouped) {
        return new Send(
                message.message().messageId(),
                message.message().size(),
                message.envelope().forwardPaths().size(),
                result,
                replyCode,
                grouped);
    }

    private static String reason(SmtpException failure) {
        if (failure instanceof SmtpReplyException) {
            return "REFUSED";
        }
        if (failure instanceof InDoubtException) {
            return "IN_DOUBT";
        }
        if (failure instanceof SmtpConnectException connect) {
            return connect.reason().name();
        }
        return failure instanceof SmtpTlsException tls
                ? tls.reason().name()
                : failure.getClass().getSimpleName();
    }
}
