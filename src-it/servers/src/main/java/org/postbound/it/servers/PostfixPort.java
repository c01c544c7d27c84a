package org.postbound.it.servers;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A port of {@link Postfix}. {@code $certificates}, and where Dovecot and Cyrus SASL are, are parameters of the instance.
 *
 * @param name what is special about it
 * @param parameters those that make it special
 */
public record PostfixPort(String name, List<String> parameters) {
    private static final String TLS_REQUIRED = "smtpd_tls_security_level = encrypt";
    private static final String GOOD_CERTIFICATE = "smtpd_tls_chain_files = $certificates/good.pem";
    private static final String AUTH_OFFERED = "smtpd_sasl_auth_enable = yes";
    private static final String AUTH_NEEDED = "smtpd_recipient_restrictions = permit_sasl_authenticated, reject";
    private static final List<String> DOVECOT = List.of("smtpd_sasl_type = dovecot", AUTH_OFFERED, AUTH_NEEDED);
    private static final List<String> CYRUS =
            List.of("smtpd_sasl_type = cyrus", "smtpd_sasl_path = smtpd", AUTH_OFFERED, AUTH_NEEDED);

    /** Everything that Postfix offers, but TLS and AUTH. */
    public static final PostfixPort PLAIN = port("everything");
    /** Without BDAT. */
    public static final PostfixPort WITHOUT_CHUNKING =
            port("without CHUNKING", "smtpd_discard_ehlo_keywords = chunking");
    /** Commands ahead of their turn are refused here. */
    public static final PostfixPort WITHOUT_PIPELINING =
            port("without PIPELINING", "smtpd_discard_ehlo_keywords = pipelining");
    /** Answers EHLO, and that is all. */
    public static final PostfixPort WITHOUT_EXTENSIONS = port(
            "without extensions",
            "smtpd_discard_ehlo_keywords ="
                    + " pipelining chunking size 8bitmime smtputf8 dsn enhancedstatuscodes etrn vrfy");
    /** Takes two recipients a message, and messages of 10,000 octets. */
    public static final PostfixPort SMALL = port("small", "smtpd_recipient_limit = 2", "message_size_limit = 10000");
    /** Closes at the second error. */
    public static final PostfixPort STRICT = port("strict", "smtpd_hard_error_limit = 2");
    /** Closes when nothing comes for some seconds; fewer, and a busy machine would be too slow for it. */
    public static final PostfixPort IMPATIENT = port("impatient", "smtpd_timeout = 4s");
    /** STARTTLS is required. */
    public static final PostfixPort STARTTLS = port("STARTTLS", TLS_REQUIRED, GOOD_CERTIFICATE);
    /** TLS from the first octet. */
    public static final PostfixPort TLS = port("TLS", "smtpd_tls_wrappermode = yes", TLS_REQUIRED, GOOD_CERTIFICATE);
    /** STARTTLS is offered; without it there is no AUTH, which is Dovecot's, and needed. */
    public static final PostfixPort OPTIONAL_TLS = port(
                    "optional TLS", "smtpd_tls_security_level = may", GOOD_CERTIFICATE)
            .with(DOVECOT);
    /** Shows a certificate of another host. */
    public static final PostfixPort WRONG_HOST =
            port("wrong host", TLS_REQUIRED, "smtpd_tls_chain_files = $certificates/wronghost.pem");
    /** Shows a certificate that has expired. */
    public static final PostfixPort EXPIRED =
            port("expired", TLS_REQUIRED, "smtpd_tls_chain_files = $certificates/expired.pem");
    /** Shows a certificate of nobody that is trusted. */
    public static final PostfixPort STRANGER =
            port("stranger", TLS_REQUIRED, "smtpd_tls_chain_files = $certificates/stranger.pem");
    /**
     * Takes mail from whoever has a certificate, without AUTH. Postfix tells neither Dovecot nor Cyrus SASL about the
     * certificate, so it cannot have EXTERNAL.
     */
    public static final PostfixPort CLIENT_CERTIFICATE = port(
            "client certificate",
            TLS_REQUIRED,
            GOOD_CERTIFICATE,
            "smtpd_tls_req_ccert = yes",
            "smtpd_tls_CAfile = $certificates/ca.pem",
            "smtpd_recipient_restrictions = permit_tls_all_clientcerts, reject");

    /**
     * STARTTLS is required, and then AUTH by one mechanism of Dovecot's.
     *
     * @param mechanism the mechanism
     * @return a port
     */
    public static PostfixPort dovecot(String mechanism) {
        return authenticating("Dovecot's ", mechanism).with(DOVECOT);
    }

    /**
     * STARTTLS is required, and then AUTH by one mechanism of Cyrus SASL's.
     *
     * @param mechanism the mechanism
     * @return a port
     */
    public static PostfixPort cyrus(String mechanism) {
        return authenticating("Cyrus SASL's ", mechanism).with(CYRUS);
    }

    private static PostfixPort authenticating(String whose, String mechanism) {
        return port(whose + mechanism, TLS_REQUIRED, GOOD_CERTIFICATE, "smtpd_sasl_mechanism_filter = " + mechanism);
    }

    private static PostfixPort port(String name, String... parameters) {
        return new PostfixPort(name, List.of(parameters));
    }

    private PostfixPort with(List<String> more) {
        return new PostfixPort(
                name, Stream.concat(parameters.stream(), more.stream()).toList());
    }

    /** Returns the lines of {@code master.cf}. */
    String service(int port) {
        return parameters.stream()
                .map(parameter -> "  -o { " + parameter + " }\n")
                .collect(Collectors.joining("", "127.0.0.1:" + port + " inet n - n - - smtpd\n", ""));
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
