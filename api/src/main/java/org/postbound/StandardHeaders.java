package org.postbound;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Headers that are written one after another as they are, of values that are checked here. Setting one replaces it. */
final class StandardHeaders {
    static final Set<String> NAMES =
            Set.of("list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "in-reply-to", "references");

    /** A URI cannot be folded, and has to fit on a line of 998 octets with the name of its header. */
    private static final int MAX_URI = 900;

    private static final String ONE_CLICK = "List-Unsubscribe-Post";

    private final Map<String, String> values = new LinkedHashMap<>();

    /** RFC 2369 section 3.2. */
    void listUnsubscribe(URI... uris) {
        Syntax.present("listUnsubscribe", uris);
        if (uris.length == 0) {
            throw new InvalidEmailException("listUnsubscribe", "is empty; give a mailto: or an https: URI");
        }
        List<String> written = new ArrayList<>();
        for (URI uri : uris) {
            written.add("<" + text("listUnsubscribe[" + written.size() + "]", uri) + ">");
        }
        values.put("List-Unsubscribe", String.join(", ", written));
        values.remove(ONE_CLICK);
    }

    /** RFC 8058 section 3.1. */
    void oneClickUnsubscribe(URI https, URI... others) {
        Syntax.present("oneClickUnsubscribe", https);
        Syntax.present("listUnsubscribe", others);
        if (!"https".equalsIgnoreCase(https.getScheme()) || https.getHost() == null) {
            throw new InvalidEmailException(
                    "oneClickUnsubscribe", "is \"%s\"; give an https: URI (RFC 8058 section 3.1)".formatted(https));
        }
        URI[] all = new URI[others.length + 1];
        all[0] = https;
        System.arraycopy(others, 0, all, 1, others.length);
        listUnsubscribe(all);
        values.put(ONE_CLICK, "List-Unsubscribe=One-Click");
    }

    private static String text(String field, URI uri) {
        String text = Syntax.present(field, uri).toASCIIString();
        if (!uri.isAbsolute()
                || !Set.of("mailto", "https", "http").contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new InvalidEmailException(field, "is \"%s\"; give a mailto: or an https: URI".formatted(uri));
        }
        if (text.length() > MAX_URI) {
            throw new InvalidEmailException(
                    field,
                    "has %d characters; use at most %d, since a URI stands on one line"
                            .formatted(text.length(), MAX_URI));
        }
        return text;
    }

    /** RFC 3834 section 5. */
    void autoSubmitted(AutoSubmitted reason) {
        values.put("Auto-Submitted", Syntax.present("autoSubmitted", reason).token());
    }

    /** RFC 5322 section 3.6.4. */
    void inReplyTo(String... messageIds) {
        values.put("In-Reply-To", ids("inReplyTo", messageIds));
    }

    /** RFC 5322 section 3.6.4. */
    void references(String... messageIds) {
        values.put("References", ids("references", messageIds));
    }

    private static String ids(String field, String... messageIds) {
        Syntax.present(field, messageIds);
        if (messageIds.length == 0) {
            throw new InvalidEmailException(field, "is empty; give the Message-ID of the other message");
        }
        for (int i = 0; i < messageIds.length; i++) {
            Syntax.messageId(field + "[" + i + "]", messageIds[i]);
        }
        return String.join(" ", messageIds);
    }

    List<Map.Entry<String, String>> entries() {
        return values.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
    }
}
