package org.postbound.smtp;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnectException.Reason;
import org.postbound.config.SessionConfig;

/** Says what an {@link IOException} means: which reason, which host, and the cure. */
final class LinkFailures {
    private final SessionConfig config;

    LinkFailures(SessionConfig config) {
        this.config = config;
    }

    String peer() {
        return config.server().host() + " port " + config.server().port();
    }

    /** No TCP connection came about. */
    SmtpConnectException notConnected(IOException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        if (root instanceof UnknownHostException) {
            return failure(Reason.HOST_UNKNOWN, "the name cannot be resolved; check ServerName and the DNS", e);
        }
        if (root instanceof SocketTimeoutException || message.contains("timed out")) {
            return failure(
                    Reason.TIMED_OUT,
                    "no TCP connection within %d ms; check ServerName, PortNumber and firewalls, or raise ConnectTimeout"
                            .formatted(config.timeouts().connect().toMillis()),
                    e);
        }
        if (root instanceof ConnectException && message.contains("refused")) {
            return failure(Reason.REFUSED, "nothing listens there; check ServerName and PortNumber", e);
        }
        return failure(
                Reason.UNREACHABLE, "cannot be reached (%s); check ServerName and the network".formatted(message), e);
    }

    /** The conversation broke. */
    SmtpConnectException broken(IOException e, Link link) {
        String during = "during " + link.activity();
        if (e instanceof ServiceClosingException) {
            return failure(
                    Reason.UNAVAILABLE,
                    "the server is closing the connection: %s (%s); try again later".formatted(e.getMessage(), during),
                    e);
        }
        if (e instanceof SocketTimeoutException) {
            Phase phase = link.phase();
            return failure(
                    Reason.TIMED_OUT,
                    "silence %s for %d ms; check the server, or raise %s"
                            .formatted(during, phase.limit(config.timeouts()).toMillis(), phase.property()),
                    e);
        }
        if (e instanceof ProtocolViolationException violation) {
            return violation.isTlsRecord()
                    ? tlsExpected(e)
                    : failure(
                            Reason.PROTOCOL_VIOLATION,
                            "%s: %s; check that an SMTP server listens there".formatted(during, e.getMessage()),
                            e);
        }
        return failure(
                Reason.LINK_LOST,
                "the connection was lost %s (%s); try again later".formatted(during, e.getMessage()),
                e);
    }

    SmtpConnectException tlsExpected(IOException e) {
        return failure(
                Reason.TLS_EXPECTED,
                "the port speaks TLS, but Security is %s; set Security to TLS, or PortNumber to one that speaks plaintext"
                        .formatted(config.server().security()),
                e);
    }

    SmtpConnectException plaintextExpected(IOException e) {
        return failure(
                Reason.PLAINTEXT_EXPECTED,
                "the port speaks plaintext, but Security is TLS; set Security to STARTTLS, or PortNumber to %d"
                        .formatted(Security.TLS.defaultPort()),
                e);
    }

    SmtpConnectException failure(Reason reason, String problem, IOException cause) {
        return new SmtpConnectException(reason, peer() + ": " + problem, cause);
    }
}
