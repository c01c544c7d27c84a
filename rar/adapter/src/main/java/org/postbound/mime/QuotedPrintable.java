package org.postbound.mime;

/** Text as quoted-printable (RFC 2045 section 6.7). */
final class QuotedPrintable {
    private static final int MAX_LINE = 76;

    private QuotedPrintable() {}

    /** Writes octets of text whose lines end with CRLF. */
    static void write(byte[] text, WireBuffer out) {
        StringBuilder line = new StringBuilder(MAX_LINE + 2);
        for (int i = 0; i < text.length; i++) {
            if (isLineEnd(text, i)) {
                out.write(line.append("\r\n").toString());
                line.setLength(0);
                i++;
                continue;
            }
            String encoded = encoded(text[i], i + 1 == text.length || isLineEnd(text, i + 1));
            // A line ends with a soft break unless it ends here anyway, so one column is left for it.
            if (line.length() + encoded.length() > MAX_LINE - 1) {
                out.write(line.append("=\r\n").toString());
                line.setLength(0);
            }
            line.append(encoded);
        }
        out.write(line.toString());
    }

    private static boolean isLineEnd(byte[] text, int i) {
        return text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n';
    }

    private static String encoded(byte octet, boolean lastOfLine) {
        boolean blank = octet == ' ' || octet == '\t';
        boolean plain = blank ? !lastOfLine : octet > ' ' && octet <= '~' && octet != '=';
        return plain ? String.valueOf((char) octet) : "=%02X".formatted(octet & 0xff);
    }
}
