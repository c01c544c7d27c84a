package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.field.AddressListField;
import org.apache.james.mime4j.dom.field.MailboxField;
import org.apache.james.mime4j.dom.field.MailboxListField;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.util.MimeUtil;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postbound.Email;
import org.postbound.mime.ReadMail.Part;

/** Every kind of message, read by Apache James Mime4j in its strict mode, part by part. */
class ReadByMime4jTest {
    @TestFactory
    Stream<DynamicTest> email_isReadAsItWasBuilt() {
        return MailCases.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> assertRead(entry.getValue())));
    }

    private static void assertRead(Email email) throws Exception {
        byte[] rendered = Rendering.text(email).getBytes(StandardCharsets.ISO_8859_1);
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.custom()
                .setStrictParsing(true)
                .setMalformedHeaderStartsBody(false)
                .build());
        builder.setDecodeMonitor(DecodeMonitor.STRICT);
        if (isInternational(email)) {
            // Its strict grammar of addresses is that of RFC 5322, in ASCII.
            builder.setFieldParser(LenientFieldParser.getParser());
        }
        Message message = builder.parseMessage(new ByteArrayInputStream(rendered));
        ReadMail expected = ReadMail.of(email);

        assertEquals(
                expected,
                new ReadMail(
                        message.getDate().toInstant(),
                        headers(message, present(message, ReadMail.PRIORITY)),
                        headers(message, expected.headers().keySet()),
                        mailboxes(message),
                        part(message)));
    }

    private static boolean isInternational(Email email) {
        return email.to().stream().anyMatch(mailbox -> WireAddress.isInternational(mailbox.address()));
    }

    private static List<String> present(Message message, List<String> names) {
        return names.stream()
                .filter(name -> message.getHeader().getField(name) != null)
                .toList();
    }

    private static Map<String, String> headers(Message message, Iterable<String> names) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : names) {
            List<Field> fields = message.getHeader().getFields(name);
            assertEquals(1, fields.size(), name);
            String body = MimeUtil.unfold(fields.get(0).getBody());
            headers.put(name, DecoderUtil.decodeEncodedWords(body, DecodeMonitor.STRICT));
        }
        return headers;
    }

    private static Map<String, List<String>> mailboxes(Message message) {
        Map<String, List<String>> mailboxes = new LinkedHashMap<>();
        for (String name : ReadMail.ADDRESSES) {
            Field field = message.getHeader().getField(name);
            if (field != null) {
                mailboxes.put(
                        name,
                        mailboxes(field).stream().map(ReadByMime4jTest::mailbox).toList());
            }
        }
        return mailboxes;
    }

    private static List<Mailbox> mailboxes(Field field) {
        if (field instanceof MailboxField one) {
            return List.of(one.getMailbox());
        }
        return field instanceof MailboxListField several
                ? several.getMailboxList()
                : ((AddressListField) field).getAddressList().flatten();
    }

    private static String mailbox(Mailbox mailbox) {
        // It takes the quotes off.
        String localPart = mailbox.getLocalPart().replaceAll("^.* .*$", "\"$0\"");
        String name = Objects.requireNonNullElse(mailbox.getName(), "");
        return ReadMail.mailbox(name, localPart + "@" + mailbox.getDomain());
    }

    private static Part part(Entity entity) throws IOException, MimeException {
        if (entity.getBody() instanceof Multipart multipart) {
            Stream.Builder<Part> parts = Stream.builder();
            for (Entity part : multipart.getBodyParts()) {
                parts.add(part(part));
            }
            return Part.multipart(multipart.getSubType(), parts.build().toList());
        }
        String type = entity.getMimeType();
        Field contentId = entity.getHeader().getField("Content-ID");
        boolean saysCharset =
                entity.getHeader().getField("Content-Type").getBody().contains("charset=");
        return new Part(
                type,
                saysCharset ? entity.getCharset().toLowerCase(Locale.ROOT) : "",
                Objects.requireNonNullElse(entity.getDispositionType(), ""),
                Objects.requireNonNullElse(entity.getFilename(), ""),
                contentId == null ? "" : contentId.getBody(),
                ReadMail.octets(((SingleBody) entity.getBody()).getInputStream().readAllBytes()),
                List.of());
    }
}
