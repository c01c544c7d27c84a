package org.postbound.mime;

import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.postbound.Attachment;
import org.postbound.AutoSubmitted;
import org.postbound.Email;
import org.postbound.Mailbox;
import org.postbound.Priority;

/** Emails of every kind, by name. */
final class MailCases {
    private static final URI LEAVE = URI.create("https://example.org/leave?list=news&u=" + "4f".repeat(60));
    private static final byte[] BYTES = bytes();

    /** Texts of several scripts, and what parsers stumble over. */
    private static final Map<String, String> PHRASES = new TreeMap<>(Map.ofEntries(
            Map.entry("ascii", "Your order"),
            Map.entry("latin", "Bestellung f\u00fcr J\u00f6rg"),
            Map.entry("cyrillic", "\u0417\u0430\u043a\u0430\u0437 \u043f\u0440\u0438\u043d\u044f\u0442"),
            Map.entry(
                    "greek", "\u0397 \u03c0\u03b1\u03c1\u03b1\u03b3\u03b3\u03b5\u03bb\u03af\u03b1 \u03c3\u03b1\u03c2"),
            Map.entry("arabic", "\u0637\u0644\u0628\u0643 \u0641\u064a \u0627\u0644\u0637\u0631\u064a\u0642"),
            Map.entry("hebrew", "\u05d4\u05d4\u05d6\u05de\u05e0\u05d4 \u05e9\u05dc\u05da"),
            Map.entry("devanagari", "\u0906\u092a\u0915\u093e \u0911\u0930\u094d\u0921\u0930"),
            Map.entry("chinese", "\u60a8\u7684\u8ba2\u5355\u5df2\u53d1\u8d27"),
            Map.entry("japanese", "\u3054\u6ce8\u6587\u306e\u78ba\u8a8d"),
            Map.entry("emoji", "\ud83d\udce7\ud83c\udf89 done \ud83d\udc69\u200d\ud83d\udcbb"),
            Map.entry("combining", "Jo\u0308rg und Zo\u0308e"),
            Map.entry("quotes", "Jo \"the\" Doe, \\o/ (and: co.) <x@y.example>; @"),
            Map.entry("encoded-word", "=?UTF-8?Q?=41?= and =?utf-8?b?QQ==?="),
            Map.entry("blanks", "two  blanks and\ta tab"),
            Map.entry("equals", "a=b?c=d? 100 %"),
            Map.entry("long", "a long subject that has to be folded ".repeat(8).strip()),
            Map.entry(
                    "long-latin",
                    "eine l\u00e4ngere \u00dcberschrift mit Umlauten ".repeat(8).strip()),
            Map.entry("long-chinese", "\u60a8\u7684\u8ba2\u5355".repeat(40)),
            Map.entry("long-emoji", "\ud83d\udce7".repeat(80))));

    private static final Map<String, String> TEXTS = new TreeMap<>(Map.ofEntries(
            Map.entry("empty", ""),
            Map.entry("line-end", "\n"),
            Map.entry("line-ends", "\n\n\n"),
            Map.entry("lf", "one\ntwo\nthree\n"),
            Map.entry("crlf", "one\r\ntwo\r\nthree\r\n"),
            Map.entry("cr", "one\rtwo\rthree"),
            Map.entry("mixed-line-ends", "one\n\rtwo\r\n\nthree\r"),
            Map.entry("dots", ".\n..\n...\n.a\n."),
            Map.entry("smuggling", "a\n.\nb\r.\rc\r\n.\r\nd"),
            Map.entry("from-lines", "From me\n>From you\nFrom: x\n\nTo: y"),
            Map.entry("trailing-blanks", "one \ntwo\t\nthree  \t \n "),
            Map.entry("trailing-blanks-latin", "\u00e4ns \nzw\u00e4\t\ndr\u00e4  \t \n "),
            Map.entry("trailing-blanks-cyrillic", "\u0440\u0430\u0437 \n\u0434\u0432\u0430\t\n "),
            Map.entry("lf-cyrillic", "\u0440\u0430\u0437\n\u0434\u0432\u0430\n"),
            Map.entry("cr-cyrillic", "\u0440\u0430\u0437\r\u0434\u0432\u0430\r\r\n\u0442\u0440\u0438"),
            Map.entry("cr-latin", "ein\r\u00fcber\r\r\nzwei\n\rdr\u00e4"),
            Map.entry("998", "x".repeat(998)),
            Map.entry("999", "x".repeat(999)),
            Map.entry("long-lines", ("y".repeat(5000) + "\n").repeat(3)),
            Map.entry("long-words-latin", "\u00fcber".repeat(1000)),
            Map.entry("quoted-printable", "=3D = =\n=20\nsoft=\n\u00fc="),
            Map.entry("boundary", "--=_mixed_\n--=_mixed--\n--"),
            Map.entry("odd", "\ufeffbom \u2028 separator \u0085 next \u0007 bell \u001b[0m \u00ad\ufffd")));

    private static final List<String> FILE_NAMES = List.of(
            "report.pdf",
            "two  blanks.pdf",
            "Rechnung f\u00fcr J\u00f6rg.pdf",
            "\u0441\u0447\u0451\u0442.pdf",
            "\u53d1\u7968.pdf",
            "\ud83d\udce7.pdf",
            "semi;colon, comma=equals.pdf",
            "it's \"quoted\".pdf",
            "back\\slash.pdf",
            "100%41.pdf",
            "UTF-8''looks%20encoded.pdf",
            "=?UTF-8?Q?=41?=.pdf",
            "long-" + "name-".repeat(30) + ".pdf",
            "sehr l\u00e4nglich ".repeat(12) + ".pdf",
            "\u53d1\u7968".repeat(40) + ".pdf");

    /** Zones of whole and half hours, in which it is another day, month, year or century than in Greenwich. */
    private static final List<OffsetDateTime> DATES = Stream.of(
                    "2026-03-02T10:20:30Z",
                    "2026-03-02T01:02:03+05:30",
                    "2028-02-29T23:45:00-03:30",
                    "1999-12-31T23:59:59-12:00",
                    "2100-01-01T00:00:00+14:00")
            .map(OffsetDateTime::parse)
            .toList();

    private final Map<String, Email> emails = new TreeMap<>();

    private MailCases() {}

    static Map<String, Email> all() {
        MailCases cases = new MailCases();
        cases.addPhrases();
        cases.addTexts();
        cases.addFiles();
        cases.addStructures();
        cases.addAddresses();
        cases.addHeaders();
        return cases.emails;
    }

    private void add(String name, Email.Builder email) {
        if (emails.put(name, email.build()) != null) {
            throw new IllegalStateException("twice: " + name);
        }
    }

    private static Email.Builder from() {
        return Email.builder().from("shop@example.org");
    }

    private static Email.Builder email() {
        return from().to("jo@example.net").subject("Order");
    }

    private void addPhrases() {
        PHRASES.forEach((name, phrase) -> {
            add("subject " + name, from().to("jo@example.net").subject(phrase).text("Hi"));
            add("header " + name, email().header("X-Note", phrase).text("Hi"));
            if (phrase.indexOf('\t') < 0) {
                add(
                        "name " + name,
                        email().to(new Mailbox(phrase, "ann@example.net"), new Mailbox(phrase, "b@example.net"))
                                .text("Hi"));
            }
        });
    }

    private void addTexts() {
        TEXTS.forEach((name, text) -> {
            add("text " + name, email().text(text));
            add("html " + name, email().html(text));
            add("alternative " + name, email().text(text).html(text));
            add("attachment behind " + name, email().text(text).attach(pdf("a.pdf")));
        });
        PHRASES.forEach((name, phrase) -> add("text " + name + " phrase", email().text((phrase + "\n").repeat(20))));
    }

    private void addFiles() {
        for (String name : FILE_NAMES) {
            add("attachment " + name, email().text("Hi").attach(pdf(name)));
            add("inline " + name, email().html("<img src=\"cid:a\">").inline("a", pdf(name)));
        }
        byte[] nothing = {};
        add("attachment empty", email().text("Hi").attach("empty.bin", nothing));
        add("attachment octets", email().text("Hi").attach("octets.bin", BYTES));
        byte[] lines = "one\ntwo\rthree\r\n.\n".getBytes(StandardCharsets.US_ASCII);
        add("attachment lines", email().text("Hi").attach("lines.txt", lines));
        add("attachment charset", email().text("Hi").attach("a.csv", "text/csv; charset=iso-8859-1", BYTES));
        add(
                "attachment stream",
                email().text("Hi").attach(Attachment.of("a.png", () -> new ByteArrayInputStream(BYTES))));
        ByteArrayDataSource source = new ByteArrayDataSource(BYTES, "application/zip");
        source.setName("a.zip");
        add("attachment source", email().text("Hi").attach(Attachment.of(source)));
        add("attachment file", email().text("Hi").attach(file()));
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("postbound", ".pdf");
            file.toFile().deleteOnExit();
            return Files.write(file, BYTES);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each kind of text with each number of inline parts and attachments. */
    private void addStructures() {
        for (int inline = 0; inline < 3; inline++) {
            for (int attached = 0; attached < 3; attached++) {
                String parts = " with " + inline + " inline and " + attached + " attached";
                if (inline == 0) {
                    add("text" + parts, with(attached, email().text("Gr\u00fc\u00dfe\n")));
                }
                add("html" + parts, with(attached, with(email().html("<p>Gr\u00fc\u00dfe</p>\n"), inline)));
                add("both" + parts, with(attached, with(email().text("Hi").html("<p>Hi</p>"), inline)));
            }
        }
        add("attachments alone", with(2, email()));
        add("empty text and html", email().text("").html(""));
    }

    private static Email.Builder with(Email.Builder email, int inline) {
        for (int i = 0; i < inline; i++) {
            email.inline("image-" + i + "@example.org", Attachment.of("\u00fc" + i + ".png", BYTES));
        }
        return email;
    }

    private static Email.Builder with(int attached, Email.Builder email) {
        for (int i = 0; i < attached; i++) {
            email.attach(pdf("Datei \u00fc" + i + ".pdf"));
        }
        return email;
    }

    private void addAddresses() {
        add(
                "addresses all",
                email().sender("robot@example.org")
                        .replyTo("Help <help@example.org>", "ann@example.org")
                        .cc("J\u00f6rg M\u00fcller <joerg@example.net>")
                        .bcc("hidden@example.net")
                        .text("Hi"));
        List<Mailbox> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(new Mailbox(i % 2 == 0 ? "" : "Gr\u00fc\u00dfe, " + i, "r" + i + "@example.net"));
        }
        add("addresses many", from().to(many.toArray(new Mailbox[0])).text("Hi"));
        add(
                "addresses odd",
                from().to("\"a b\"@example.net", "o'neil+tag@example.net", "x@[192.0.2.1]")
                        .text("Hi"));
        add(
                "addresses idn",
                Email.builder()
                        .from("Shop <shop@b\u00fccher.example>")
                        .to("jo@m\u00fcnchen.example", "jo@\u4f8b\u5b50.example")
                        .text("Hi"));
        add(
                "addresses utf8",
                Email.builder()
                        .from(new Mailbox("J\u00f6rg", "j\u00f6rg@b\u00fccher.example"))
                        .to(
                                new Mailbox("\u674e", "\u674e@\u4f8b\u5b50.example"),
                                new Mailbox("", "\u0434\u043c\u0438@example.net"))
                        .cc("Jo Doe <jo@example.net>")
                        .subject("Gr\u00fc\u00dfe")
                        .text("Gr\u00fc\u00dfe")
                        .attach(pdf("\u674e.pdf")));
    }

    private void addHeaders() {
        add(
                "header one click",
                email().oneClickUnsubscribe(LEAVE, URI.create("mailto:leave@example.org"))
                        .text("Hi"));
        add("header list unsubscribe", email().listUnsubscribe(LEAVE).text("Hi"));
        for (AutoSubmitted reason : AutoSubmitted.values()) {
            add("header " + reason, email().autoSubmitted(reason).text("Hi"));
        }
        for (Priority priority : Priority.values()) {
            add("priority " + priority, email().priority(priority).text("Hi"));
        }
        DATES.forEach(date -> add("date " + date, email().date(date).text("Hi")));
        add("header message id", email().messageId("<order-1@example.org>").text("Hi"));
        String[] thread = new String[30];
        for (int i = 0; i < thread.length; i++) {
            thread[i] = "<%s%d@mail.example.org>".formatted("message".repeat(3), i);
        }
        add(
                "header thread",
                email().inReplyTo("<29@mail.example.org>").references(thread).text("Hi"));
        add("header token", email().header("X-Token", "t".repeat(900)).text("Hi"));
    }

    private static Attachment pdf(String name) {
        return Attachment.of(name, BYTES);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[300];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
