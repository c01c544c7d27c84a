package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.InvalidEmailException;
import org.postbound.mime.WireMessage;

/** Whatever a message contains, DATA sends no end before its end, and who takes the dots away has the message. */
class DotStuffingFuzz {
    static Stream<byte[]> seeds() {
        return Stream.of("a\r\n.\r\nb", ".\r\n..\r\n...\r\n", "\n.\n", "\r.\r", "a.b\r\n.c", "")
                .map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5s")
    void message_hasNoEndInIt_andIsTheSameUnstuffed(byte[] octets) throws IOException {
        WireMessage message;
        try {
            message = WireMessage.of(octets);
        } catch (InvalidEmailException e) {
            return;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        message.writeTo(plain);
        ByteArrayOutputStream stuffed = new ByteArrayOutputStream();
        DotStuffing.write(message, stuffed);
        String sent = stuffed.toString(StandardCharsets.ISO_8859_1);
        assertFalse(("\r\n" + sent).contains("\r\n.\r\n"), sent);
        assertEquals(
                plain.toString(StandardCharsets.ISO_8859_1),
                ("\r\n" + sent).replace("\r\n.", "\r\n").substring(2));
    }
}
