package org.postbound.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of headers as Jakarta Mail has it. */
final class HeaderText {
    private HeaderText() {}

    /**
     * Returns text as a header means it. Unless {@code mail.mime.allowutf8} is set, Jakarta Mail reads each octet of a
     * message as a char; what makes sense as UTF-8 then is that.
     *
     * @param text as Jakarta Mail read it; may be null
     */
    static String read(String text) {
        if (text == null || WireAddress.isAscii(text) || !text.chars().allMatch(c -> c <= 0xff)) {
            return text;
        }
        try {
            ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            // So it was no octets.
            return text;
        }
    }
}
