package org.postbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Headers of the application's own, in its order. Those that the builder has a method for, and those of MIME, are refused. */
final class OwnHeaders {
    private static final Set<String> OWN_METHOD = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "return-path",
            "priority",
            "x-priority",
            "importance",
            "mime-version");

    private final List<Map.Entry<String, String>> entries = new ArrayList<>();

    void add(String name, String value) {
        String field = "headers[" + entries.size() + "]";
        Syntax.fieldName(field + ".name", name);
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (OWN_METHOD.contains(lowerCase)
                || StandardHeaders.NAMES.contains(lowerCase)
                || lowerCase.startsWith("content-")) {
            throw new InvalidEmailException(
                    field + ".name", "is \"%s\"; set it by the builder's own method".formatted(name));
        }
        entries.add(Map.entry(name, Syntax.oneLine(field + ".value", value)));
    }

    List<Map.Entry<String, String>> entries() {
        return entries;
    }
}
