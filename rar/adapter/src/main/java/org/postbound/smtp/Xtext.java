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

    /** The 7-bit form of an address that is not ASCII, {@code utf-8-addr-xtext} (RFC 6533 section 3). */
    static String encodeUtf8(String address) {
        StringBuilder encoded = new StringBuilder(address.length());
        address.codePoints().forEach(point -> {
            if (point >= '!' && point <= '~' && point != '+' && point != '=' && point != '\\') {
                encoded.appendCodePoint(point);
            } else {
                encoded.append("\\x{%X}".formatted(point));
            }
        });
        return encoded.toString();
    }
}
