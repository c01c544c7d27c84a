package org.postbound.mime;

/**
 * What decides about a content's transfer encoding (RFC 2045 section 6).
 *
 * @param eightBitOctets octets over 127
 * @param hasNul whether there is a NUL
 * @param hasBareLineEnd whether there is a CR without LF, or an LF without CR
 * @param longestLine octets of the longest line
 */
record Content(int eightBitOctets, boolean hasNul, boolean hasBareLineEnd, int longestLine) {
    static Content of(byte[] octets) {
        int eightBit = 0;
        boolean nul = false;
        boolean bare = false;
        int longest = 0;
        int lineStart = 0;
        for (int i = 0; i < octets.length; i++) {
            byte octet = octets[i];
            if (octet < 0) {
                eightBit++;
            } else if (octet == 0) {
                nul = true;
            } else if (octet == '\r' || octet == '\n') {
                longest = Math.max(longest, i - lineStart);
                if (octet == '\r' && i + 1 < octets.length && octets[i + 1] == '\n') {
                    i++;
                } else {
                    bare = true;
                }
                lineStart = i + 1;
            }
        }
        return new Content(eightBit, nul, bare, Math.max(longest, octets.length - lineStart));
    }

    /** Returns whether it can be sent unencoded (RFC 2045 section 2.7), apart from bare line ends. */
    boolean isSevenBit() {
        return eightBitOctets == 0 && !hasNul && longestLine <= WireBuffer.MAX_LINE;
    }
}
