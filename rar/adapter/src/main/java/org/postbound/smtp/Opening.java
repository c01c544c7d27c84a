package org.postbound.smtp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.postbound.Security;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpReply;
import org.postbound.SmtpTlsException;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;

/** From a TCP connection to a session that may send: greeting, EHLO, TLS, AUTH, as much of it as is configured. */
final class Opening {
    /** Where a slow greeting may be a test whether a client talks too early, nothing is sent before it. */
    private static final int RELAY_PORT = 25;

    private final SessionConfig config;
    private final Link link;
    private final LinkFailures failures;
    private final TlsFailures tlsFailures;
    private final Properties tls;
    private final AccessTokens tokens;

    /** What came of it. */
    record Opened(String greeting, Capabilities capabilities) {}

    Opening(SessionConfig config, Link link, LinkFailures failures, Properties tls, AccessTokens tokens) {
        this.config = config;
        this.link = link;
        this.failures = failures;
        this.tlsFailures = new TlsFailures(config, failures);
        this.tls = tls;
        this.tokens = tokens;
    }

    Opened run() throws IOException {
        Security security = config.server().security();
        if (security == Security.TLS) {
            handshake();
        }
        String greeting = greetingOrAlert();
        String name = HeloName.of(config.heloName(), link.localAddress());
        Capabilities capabilities = hello(name);
        if (security == Security.STARTTLS || security == Security.STARTTLS_IF_OFFERED) {
            if (capabilities.offers("STARTTLS")) {
                startTls();
                // What was offered in plaintext may have been forged (RFC 3207 section 4.2).
                capabilities = helloOrAlert(name);
            } else if (security == Security.STARTTLS) {
                throw notOffered();
            }
        }
        if (!(config.credentials() instanceof Credentials.None)) {
            if (config.requiresTls() && link.tls().isEmpty()) {
                throw new IllegalStateException("credentials would be sent without TLS");
            }
            new Authentication(config, link, failures, tokens).run(capabilities);
        }
        return new Opened(greeting, capabilities);
    }

    private void handshake() {
        try {
            link.startTls(tls, Phase.CONNECT);
        } catch (IOException e) {
            throw tlsFailures.handshake(e, link);
        }
    }

    /** In TLS 1.3 the server's last word on the handshake, such as on a missing certificate, comes after it. */
    private String greetingOrAlert() throws IOException {
        try {
            return greeting();
        } catch (SSLException e) {
            throw tlsFailures.handshake(e, link);
        }
    }

    private Capabilities helloOrAlert(String name) throws IOException {
        try {
            return hello(name);
        } catch (SSLException e) {
            throw tlsFailures.handshake(e, link);
        }
    }

    private String greeting() throws IOException {
        SmtpReply reply;
        try {
            reply = link.readGreeting();
        } catch (SocketTimeoutException e) {
            SmtpConnectException silence = failures.broken(e, link);
            boolean mayAsk = link.tls().isEmpty() && config.server().port() != RELAY_PORT;
            throw mayAsk && speaksTls() ? failures.tlsExpected(e) : silence;
        }
        if (reply.isTransient() || reply.isPermanent()) {
            throw unavailable("the server does not take mail now", reply);
        }
        if (reply.code() != 220) {
            throw unexpected("a greeting", reply);
        }
        // It would pass for a reply to EHLO, one that offers nothing.
        link.checkNothingPending();
        return String.join(" ", reply.lines());
    }

    /** Both sides wait for the other to begin: a TLS port, perhaps. The connection is given up in any case. */
    private boolean speaksTls() {
        try {
            link.startTls(tls, Phase.PROBE);
            return true;
        } catch (IOException e) {
            return TlsFailures.provesTls(e);
        }
    }

    private Capabilities hello(String name) throws IOException {
        SmtpReply reply = link.exchange(new Command.Ehlo(name));
        if (reply.isPermanent()) {
            return oldHello(name, reply);
        }
        if (reply.isTransient()) {
            throw unavailable("the server refused EHLO", reply);
        }
        if (reply.code() != 250) {
            throw unexpected("a reply to EHLO", reply);
        }
        return Capabilities.of(reply);
    }

    /** HELO offers neither TLS nor AUTH, so it will do only where neither is required (RFC 5321 section 4.1.1.1). */
    private Capabilities oldHello(String name, SmtpReply refused) throws IOException {
        if (config.server().security() == Security.STARTTLS && link.tls().isEmpty()) {
            throw notOffered();
        }
        if (!(config.credentials() instanceof Credentials.None)) {
            throw new Authentication(config, link, failures, tokens).unavailable(refused);
        }
        if (config.requiresTls()) {
            throw failures.failure(
                    SmtpConnectException.Reason.PROTOCOL_VIOLATION,
                    "the server refused EHLO: " + refused + "; check HeloName, or use another server",
                    null);
        }
        SmtpReply reply = link.exchange(new Command.Helo(name));
        if (reply.isTransient() || reply.isPermanent()) {
            throw unavailable("the server refused EHLO and HELO; check HeloName", reply);
        }
        if (reply.code() != 250) {
            throw unexpected("a reply to HELO", reply);
        }
        return Capabilities.NONE;
    }

    private void startTls() throws IOException {
        SmtpReply reply = link.exchange(new Command.StartTls());
        if (reply.isTransient() || reply.isPermanent()) {
            throw tlsFailures.failure(
                    SmtpTlsException.Reason.STARTTLS_REFUSED,
                    "the server offers STARTTLS but refused it: " + reply + "; ask its administrator",
                    null);
        }
        if (reply.code() != 220) {
            throw unexpected("a reply to STARTTLS", reply);
        }
        if (link.hasPending()) {
            throw tlsFailures.failure(
                    SmtpTlsException.Reason.INJECTED,
                    "plaintext followed the reply to STARTTLS (RFC 3207 section 5); look for an attacker on the path",
                    null);
        }
        handshake();
    }

    private SmtpTlsException notOffered() {
        return tlsFailures.failure(
                SmtpTlsException.Reason.STARTTLS_NOT_OFFERED,
                "Security is STARTTLS, but the server does not offer it, or somebody on the path removed the offer;"
                        + " set Security to TLS and PortNumber to 465, or use a server that offers it",
                null);
    }

    private SmtpConnectException unavailable(String problem, SmtpReply reply) {
        return failures.failure(
                SmtpConnectException.Reason.UNAVAILABLE, problem + ": " + reply + "; try again later", null);
    }

    private static ProtocolViolationException unexpected(String due, SmtpReply reply) {
        return new ProtocolViolationException("\"" + reply + "\" is not " + due);
    }
}
