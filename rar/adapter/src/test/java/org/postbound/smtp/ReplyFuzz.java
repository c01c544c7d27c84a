package org.postbound.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.postbound.EnhancedStatusCode;
import org.postbound.SmtpReply;

/** Whatever a server sends is a reply as RFC 5321 section 4.2 has it, or it is told that it is none. */
class ReplyFuzz {
    private static final Pattern REPLY =
            Pattern.compile("((?:[2-5]\\d\\d-[^\\r\\n]*\\r?\\n){0,499})([2-5]\\d\\d)( [^\\r\\n]*)?\\r?\\n");

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "220 mx.test ESMTP\r\n",
                        "250-mx.test\r\n250-SIZE 1000\r\n250-AUTH=LOGIN PLAIN\r\n250-LIMITS RCPTMAX=20\r\n250 DSN\r\n",
                        "250 2.1.5 ok\r\n354 go\r\n421 4.3.2 bye\n",
                        "250\r\n250-\r\n250 \r\n",
                        "250-a\r\n251 b\r\n",
                        "250 a\rb\r\n",
                        "\u0015\u0003\u0003\0\u0002\u0002F")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "5s")
    void octets_areRepliesOrNone(byte[] octets) throws IOException {
        Read whole = read(new ByteArrayInputStream(octets));
        assertEquals(whole, read(inPieces(octets)), "in pieces");
        checkEach(octets, whole.replies());
        for (SmtpReply reply : whole.replies()) {
            check(reply);
        }
    }

    /** What was read, and what kind of exception ended it. */
    private record Read(List<SmtpReply> replies, String end) {}

    private static Read read(InputStream in) throws IOException {
        ReplyReader reader = new ReplyReader(in, UnaryOperator.identity());
        List<SmtpReply> replies = new ArrayList<>();
        while (true) {
            try {
                replies.add(reader.read());
            } catch (EOFException | ProtocolViolationException e) {
                return new Read(replies, e.toString());
            }
        }
    }

    /** A stream that gives a few octets at a time. */
    private static InputStream inPieces(byte[] octets) {
        Random sizes = new Random(Arrays.hashCode(octets));
        return new ByteArrayInputStream(octets) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + sizes.nextInt(7)));
            }
        };
    }

    /** No reply is invented: each is in the octets, one behind the other. */
    private static void checkEach(byte[] octets, List<SmtpReply> replies) {
        Matcher due = REPLY.matcher(new String(octets, StandardCharsets.ISO_8859_1));
        for (SmtpReply reply : replies) {
            assertTrue(due.lookingAt(), () -> reply + " was never sent");
            assertEquals(due.group(2), Integer.toString(reply.code()));
            assertEquals(due.group().lines().count(), reply.lines().size());
            assertTrue(due.group(1).lines().allMatch(line -> line.startsWith(due.group(2))));
            due.region(due.end(), due.regionEnd());
        }
    }

    private static void check(SmtpReply reply) throws IOException {
        assertEquals(1, reply.toString().split("\\R", -1).length);
        assertTrue(reply.toString().chars().noneMatch(Character::isISOControl), reply::toString);
        StringBuilder again = new StringBuilder();
        for (int i = 0; i < reply.lines().size(); i++) {
            boolean last = i == reply.lines().size() - 1;
            again.append(reply.code())
                    .append(last ? " " : "-")
                    .append(reply.lines().get(i))
                    .append("\r\n");
        }
        assertEquals(
                List.of(reply),
                read(new ByteArrayInputStream(again.toString().getBytes(StandardCharsets.UTF_8)))
                        .replies());
        for (EnhancedStatusCode code : reply.enhancedStatusCode().stream().toList()) {
            assertEquals(reply.code() / 100, code.statusClass());
            assertTrue(reply.lines().get(0).matches("\\d\\.\\d{1,3}\\.\\d{1,3}( .*)?"), reply::toString);
        }
        Capabilities capabilities = Capabilities.of(reply);
        for (String keyword : capabilities.keywords().keySet()) {
            assertEquals(keyword.toUpperCase(Locale.ROOT), keyword);
            assertTrue(capabilities.offers(keyword));
        }
        assertTrue(capabilities.maxSize().orElse(1) > 0);
        assertTrue(capabilities.limit("RCPTMAX").orElse(1) > 0);
        assertTrue(capabilities.authMechanisms().stream().noneMatch(String::isBlank));
    }
}
