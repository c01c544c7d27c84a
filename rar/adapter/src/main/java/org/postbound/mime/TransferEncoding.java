package org.postbound.mime;

import java.io.OutputStream;
import org.eclipse.angus.mail.util.BASE64EncoderStream;
import org.eclipse.angus.mail.util.QPEncoderStream;

/** A transfer encoding (RFC 2045 section 6); Angus Mail encodes. */
enum TransferEncoding {
    SEVEN_BIT("7bit"),
    EIGHT_BIT("8bit"),
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64");

    private final String token;

    TransferEncoding(String token) {
        this.token = token;
    }

    /** Returns the body of the Content-Transfer-Encoding header. */
    String token() {
        return token;
    }

    /** Returns what encodes into {@code out}; complete once it is flushed. */
    OutputStream encode(OutputStream out) {
        return switch (this) {
            case SEVEN_BIT, EIGHT_BIT -> out;
            case QUOTED_PRINTABLE -> new QPEncoderStream(out);
            case BASE64 -> new BASE64EncoderStream(out);
        };
    }
}
