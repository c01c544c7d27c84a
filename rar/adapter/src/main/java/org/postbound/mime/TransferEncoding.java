package org.postbound.mime;

import jakarta.mail.util.StreamProvider;
import java.io.OutputStream;

/** A transfer encoding (RFC 2045 section 6); Jakarta Mail encodes. */
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
    OutputStream encode(OutputStream out, StreamProvider encoders) {
        return switch (this) {
            case SEVEN_BIT, EIGHT_BIT -> out;
            case QUOTED_PRINTABLE -> encoders.outputQP(out);
            case BASE64 -> encoders.outputBase64(out);
        };
    }
}
