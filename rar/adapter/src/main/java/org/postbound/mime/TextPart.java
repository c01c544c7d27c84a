package org.postbound.mime;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Text of the message itself.
 *
 * @param subtype {@code plain} or {@code html}
 * @param text the text, lines ended by CRLF
 */
record TextPart(String subtype, String text) implements Part {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    static TextPart of(String subtype, String text) {
        return new TextPart(subtype, LINE_END.matcher(text).replaceAll("\r\n"));
    }

    @Override
    public void writeTo(WireBuffer out) {
        out.write(new HeaderField("Content-Type")
                .word("text/" + subtype)
                .parameter("charset", "UTF-8")
                .toString());
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Content content = Content.of(octets);
        if (content.isSevenBit()) {
            out.write("Content-Transfer-Encoding: 7bit\r\n\r\n");
            out.write(octets);
        } else if (content.eightBitOctets() * 6L <= octets.length) {
            out.write("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
            QuotedPrintable.write(octets, out);
        } else {
            out.write("Content-Transfer-Encoding: base64\r\n\r\n");
            Base64Lines.write(octets, out);
        }
    }
}
