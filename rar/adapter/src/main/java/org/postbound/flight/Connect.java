package org.postbound.flight;

/**
 * The opening of a session, from the first address that is tried to the end of the authentication.
 *
 * @param server host name as it is configured
 * @param port port
 * @param security configured protection
 * @param tlsVersion version of TLS; null if the session is in plaintext or was not opened
 * @param result {@code OK}, or why there is no session
 */
public record Connect(String server, int port, String security, String tlsVersion, String result) {}
