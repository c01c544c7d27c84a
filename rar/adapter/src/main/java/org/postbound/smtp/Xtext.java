package org.postbound.smtp;

import java.nio.charset.StandardCharsets;

/** The encoding of ENVID and ORCPT (RFC 3461 section 4). */
final class Xtext {
    private Xtext() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= '!' && octet <= '~' && octet != '+' && octet != '=') {
                encoded.append((char) octet);
            } else {
                encoded.append("+%02X".formatted(octet));
            }
        }
        return encoded.toString();
    }
}
