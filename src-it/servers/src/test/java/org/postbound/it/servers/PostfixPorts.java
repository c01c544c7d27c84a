package org.postbound.it.servers;

import java.util.List;
import java.util.stream.Stream;

/** The ports of the Postfix that the tests share. */
final class PostfixPorts {
    /** Those that differ in their extensions alone. */
    static final List<PostfixPort> SENDING = List.of(
            PostfixPort.PLAIN,
            PostfixPort.WITHOUT_CHUNKING,
            PostfixPort.WITHOUT_PIPELINING,
            PostfixPort.WITHOUT_EXTENSIONS);

    private static final List<String> PASSWORD_MECHANISMS =
            List.of("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256");

    /** Those with AUTH by one mechanism each that takes a password. */
    static final List<PostfixPort> PASSWORD = Stream.concat(
                    PASSWORD_MECHANISMS.stream().map(PostfixPort::dovecot),
                    PASSWORD_MECHANISMS.stream().map(PostfixPort::cyrus))
            .toList();

    /** Those with AUTH by one mechanism each that takes an access token. */
    static final List<PostfixPort> TOKEN = List.of(PostfixPort.dovecot("OAUTHBEARER"), PostfixPort.dovecot("XOAUTH2"));

    static final List<PostfixPort> ALL = Stream.of(
                    SENDING,
                    PASSWORD,
                    TOKEN,
                    List.of(
                            PostfixPort.SMALL,
                            PostfixPort.STRICT,
                            PostfixPort.IMPATIENT,
                            PostfixPort.STARTTLS,
                            PostfixPort.TLS,
                            PostfixPort.OPTIONAL_TLS,
                            PostfixPort.WRONG_HOST,
                            PostfixPort.EXPIRED,
                            PostfixPort.STRANGER,
                            PostfixPort.CLIENT_CERTIFICATE))
            .flatMap(List::stream)
            .toList();

    private PostfixPorts() {}
}
