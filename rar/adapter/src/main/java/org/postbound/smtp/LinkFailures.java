package org.postbound.smtp;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
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

    SmtpConnectException notResolved(UnknownHostException e) {
        return failure(Reason.HOST_UNKNOWN, "the name cannot be resolved; check ServerName and the DNS", e);
    }

    /** No TCP connection came about with any of the addresses. */
    SmtpConnectException notConnected(IOException e, List<InetAddress> tried) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof SocketTimeoutException || message.contains("timed out")) {
            return failure(
                    Reason.TIMED_OUT,
                    "no TCP connection within %d ms%s; check ServerName, PortNumber and firewalls, or raise ConnectTimeout"
                            .formatted(config.timeouts().connect().toMillis(), with(tried)),
                    e);
        }
        if (e instanceof ConnectException && message.contains("refused")) {
            return failure(
                    Reason.REFUSED,
                    "nothing listens there%s; check ServerName and PortNumber".formatted(with(tried)),
                    e);
        }
        if (message.startsWith("Connection reset")) {
            // The end can come so soon that connecting itself fails by it.
            return failure(
                    Reason.LINK_LOST,
                    "the connection was reset as soon as it was made%s; look for a firewall, or a server with too many"
                                    .formatted(with(tried))
                            + " connections",
                    e);
        }
        if (e instanceof BindException && !message.contains("Permission denied")) {
            return failure(
                    Reason.LOCAL_ADDRESS_IN_USE,
                    "this host has no free address and port for a connection%s (%s); end connections that nobody needs, or"
                                    .formatted(with(tried), message)
                            + " widen its range of local ports",
                    e);
        }
        return failure(
                Reason.UNREACHABLE,
                "cannot be reached%s (%s); check ServerName and the network".formatted(with(tried), message),
                e);
    }

    private String with(List<InetAddress> tried) {
        String addresses = tried.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        return addresses.equals(config.server().host()) ? "" : " at " + addresses;
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
