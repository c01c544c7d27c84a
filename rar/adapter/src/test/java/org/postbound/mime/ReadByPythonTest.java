package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postbound.Email;
import org.postbound.mime.ReadMail.Part;

/** Every kind of message, read by the email package of Python, part by part. One process reads all. */
class ReadByPythonTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TestFactory
    Stream<DynamicTest> email_isReadAsItWasBuilt() throws Exception {
        if (!Files.isExecutable(PYTHON)) {
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("CI has to have: " + PYTHON);
            }
            Assumptions.abort("needs " + PYTHON);
        }
        Map<String, Email> emails = MailCases.all();
        Iterator<Object> read = read(emails.values()).iterator();
        List<DynamicTest> tests = new ArrayList<>();
        emails.forEach((name, email) -> {
            Map<?, ?> mail = (Map<?, ?>) read.next();
            tests.add(DynamicTest.dynamicTest(name, () -> assertRead(email, mail)));
        });
        return tests.stream();
    }

    private static List<Object> read(Iterable<Email> emails) throws Exception {
        List<String> messages = new ArrayList<>();
        for (Email email : emails) {
            byte[] rendered = Rendering.text(email).getBytes(StandardCharsets.ISO_8859_1);
            messages.add(Base64.getEncoder().encodeToString(rendered));
        }
        return JSONArrayUtils.parse(run(JSONArrayUtils.toJSONString(messages)));
    }

    private static String run(String input) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target"), "python-");
        Path script = folder.resolve("read-mail.py");
        Path mails = Files.writeString(folder.resolve("mails.json"), input);
        Path result = folder.resolve("read.json");
        try (InputStream source = ReadByPythonTest.class.getResourceAsStream("read-mail.py")) {
            Files.copy(source, script);
        }
        int exit = new ProcessBuilder(PYTHON.toString(), script.toString())
                .redirectInput(mails.toFile())
                .redirectOutput(result.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(script + " ended with " + exit);
        }
        return Files.readString(result);
    }

    private static void assertRead(Email email, Map<?, ?> mail) {
        ReadMail expected = ReadMail.of(email);
        Map<?, ?> all = (Map<?, ?>) mail.get("headers");

        assertEquals(
                expected,
                new ReadMail(
                        OffsetDateTime.parse((String) mail.get("date")).toInstant(),
                        headers(all, ReadMail.PRIORITY),
                        headers(all, expected.headers().keySet()),
                        mailboxes((Map<?, ?>) mail.get("mailboxes")),
                        part(mail.get("part"))));
        assertEquals(List.of(), mail.get("defects"));
    }

    private static Map<String, String> headers(Map<?, ?> read, Collection<String> names) {
        return names.stream().filter(read::containsKey).collect(Collectors.toMap(Function.identity(), name ->
                (String) read.get(name)));
    }

    private static Map<String, List<String>> mailboxes(Map<?, ?> read) {
        Map<String, List<String>> mailboxes = new LinkedHashMap<>();
        read.forEach((name, values) -> mailboxes.put(
                (String) name,
                ((List<?>) values).stream().map(String.class::cast).toList()));
        return mailboxes;
    }

    private static Part part(Object read) {
        Map<?, ?> part = (Map<?, ?>) read;
        assertEquals(List.of(), part.get("defects"));
        return new Part(
                (String) part.get("type"),
                (String) part.get("charset"),
                (String) part.get("disposition"),
                (String) part.get("fileName"),
                (String) part.get("contentId"),
                (String) part.get("content"),
                ((List<?>) part.get("parts"))
                        .stream().map(ReadByPythonTest::part).toList());
    }
}
