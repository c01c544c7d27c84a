package org.postbound;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known about the server of a connection.
 *
 * @param host the host that was connected to
 * @param port the TCP port
 * @param greeting the text of its 220 greeting
 * @param capabilities the extensions of its last EHLO reply: upper-case keyword to parameters (RFC 5321 4.1.1.1)
 * @param tlsProtocol the TLS version, such as {@code TLSv1.3}; empty in plaintext
 * @param cipherSuite the cipher suite; empty in plaintext
 */
public record SmtpServerInfo(
        String host,
        int port,
        String greeting,
        Map<String, List<String>> capabilities,
        Optional<String> tlsProtocol,
        Optional<String> cipherSuite) {
    /**
     * Copies the capabilities.
     *
     * @throws NullPointerException if something is null
     */
    public SmtpServerInfo {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(greeting, "greeting");
        Objects.requireNonNull(tlsProtocol, "tlsProtocol");
        Objects.requireNonNull(cipherSuite, "cipherSuite");
        capabilities = Map.copyOf(capabilities);
    }
}
