package org.postbound.it.servers;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A port of {@link Postfix}, with the parameters that make it special. {@code $certificates}, and where Dovecot and Cyrus
 * SASL are, are parameters of the instance.
 */
public enum PostfixPort {
    /** Everything that Postfix offers, but TLS and AUTH. */
    PLAIN,
    /** Without BDAT. */
    WITHOUT_CHUNKING("smtpd_discard_ehlo_keywords = chunking"),
    /** Commands ahead of their turn are refused here. */
    WITHOUT_PIPELINING("smtpd_discard_ehlo_keywords = pipelining"),
    /** As bare as a server of 1982 that answers EHLO. */
    WITHOUT_EXTENSIONS(
            "smtpd_discard_ehlo_keywords = pipelining chunking size 8bitmime smtputf8 dsn enhancedstatuscodes etrn vrfy"),
    /** Takes two recipients a message, and messages of 10,000 octets. */
    SMALL("smtpd_recipient_limit = 2", "message_size_limit = 10000"),
    /** Closes at the second error. */
    STRICT("smtpd_hard_error_limit = 2"),
    /** Closes when nothing comes for some seconds; fewer, and a busy machine would be too slow for it. */
    IMPATIENT("smtpd_timeout = 4s"),
    /** STARTTLS is required, AUTH is Dovecot's, and needed. */
    STARTTLS(Tls.REQUIRED, Tls.GOOD, Auth.DOVECOT, Auth.OFFERED, Auth.NEEDED),
    /** TLS from the first octet, AUTH is Dovecot's, and needed. */
    TLS(Tls.IMPLICIT, Tls.REQUIRED, Tls.GOOD, Auth.DOVECOT, Auth.OFFERED, Auth.NEEDED),
    /** STARTTLS is required, AUTH is Cyrus SASL's, and needed. */
    CYRUS(Tls.REQUIRED, Tls.GOOD, Auth.CYRUS, "smtpd_sasl_path = smtpd", Auth.OFFERED, Auth.NEEDED),
    /** STARTTLS is offered; without it there is no AUTH, which is Dovecot's, and needed. */
    OPTIONAL_TLS("smtpd_tls_security_level = may", Tls.GOOD, Auth.DOVECOT, Auth.OFFERED, Auth.NEEDED),
    /** AUTH in plaintext, Dovecot's. */
    PLAINTEXT_AUTH(
            "smtpd_sasl_security_options =", Auth.DOVECOT, Auth.OFFERED, Auth.NEEDED, "smtpd_tls_auth_only = no"),
    /** Shows a certificate of another host. */
    WRONG_HOST(Tls.REQUIRED, "smtpd_tls_chain_files = $certificates/wronghost.pem"),
    /** Shows a certificate that has expired. */
    EXPIRED(Tls.REQUIRED, "smtpd_tls_chain_files = $certificates/expired.pem"),
    /** Shows a certificate of nobody that is trusted. */
    STRANGER(Tls.REQUIRED, "smtpd_tls_chain_files = $certificates/stranger.pem"),
    /**
     * Asks for a certificate of the client and offers AUTH EXTERNAL. Postfix does not tell Dovecot about the certificate, so
     * whoever has one is who he says he is.
     */
    CLIENT_CERTIFICATE(
            Tls.REQUIRED,
            Tls.GOOD,
            "smtpd_tls_req_ccert = yes",
            "smtpd_tls_CAfile = $certificates/ca.pem",
            Auth.DOVECOT,
            Auth.OFFERED,
            Auth.NEEDED,
            "smtpd_sasl_mechanism_filter = external");

    private final String parameters;

    PostfixPort(String... parameters) {
        this.parameters = Stream.of(parameters)
                .map(parameter -> "  -o { " + parameter + " }\n")
                .collect(Collectors.joining());
    }

    /** Returns the lines of {@code master.cf}. */
    String service(int port) {
        return "127.0.0.1:" + port + " inet n - n - - smtpd\n" + parameters;
    }

    private static final class Tls {
        static final String REQUIRED = "smtpd_tls_security_level = encrypt";
        static final String IMPLICIT = "smtpd_tls_wrappermode = yes";
        static final String GOOD = "smtpd_tls_chain_files = $certificates/good.pem";
    }

    private static final class Auth {
        static final String DOVECOT = "smtpd_sasl_type = dovecot";
        static final String CYRUS = "smtpd_sasl_type = cyrus";
        static final String OFFERED = "smtpd_sasl_auth_enable = yes";
        static final String NEEDED = "smtpd_recipient_restrictions = permit_sasl_authenticated, reject";
    }
}
