package org.postbound.smtp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.postbound.SmtpReply;

/**
 * The extensions that the server offered in its reply to EHLO.
 *
 * @param keywords upper-case keyword to parameters
 */
record Capabilities(Map<String, List<String>> keywords) {
    /** Those of a server that was greeted with HELO. */
    static final Capabilities NONE = new Capabilities(Map.of());

    private static final String AUTH = "AUTH";

    Capabilities {
        keywords = Map.copyOf(keywords);
    }

    /** The first line of the reply is the server's name; each other line is an extension (RFC 5321 section 4.1.1.1). */
    static Capabilities of(SmtpReply reply) {
        Map<String, List<String>> keywords = new LinkedHashMap<>();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            // "AUTH=LOGIN PLAIN" is how servers wrote it before RFC 2554; some still write both forms.
            String[] words = line.strip().replaceFirst("(?i)^AUTH=", AUTH + " ").split("\\s+");
            List<String> parameters =
                    keywords.computeIfAbsent(words[0].toUpperCase(Locale.ROOT), keyword -> new ArrayList<>());
            for (String parameter : List.of(words).subList(1, words.length)) {
                if (!parameters.contains(parameter)) {
                    parameters.add(parameter);
                }
            }
        }
        keywords.remove("");
        keywords.replaceAll((keyword, parameters) -> List.copyOf(parameters));
        return new Capabilities(keywords);
    }

    boolean offers(String keyword) {
        return keywords.containsKey(keyword);
    }

    List<String> parameters(String keyword) {
        return keywords.getOrDefault(keyword, List.of());
    }

    /** The SASL mechanisms, in upper case. */
    List<String> authMechanisms() {
        return parameters(AUTH).stream()
                .map(mechanism -> mechanism.toUpperCase(Locale.ROOT))
                .toList();
    }

    /** The largest message the server takes; empty if it names no limit, or 0, which means none (RFC 1870 section 4). */
    OptionalLong maxSize() {
        OptionalLong size = number("SIZE", 0);
        return size.isPresent() && size.getAsLong() > 0 ? size : OptionalLong.empty();
    }

    /**
     * A limit that the server announces (RFC 9422); empty if it names none, or one that nothing could be sent under.
     *
     * @param name {@code MAILMAX}, {@code RCPTMAX} or {@code RCPTDOMAINMAX}
     */
    OptionalInt limit(String name) {
        String start = name + "=";
        return parameters("LIMITS").stream()
                .filter(parameter -> parameter.regionMatches(true, 0, start, 0, start.length()))
                .map(parameter -> parameter.substring(start.length()))
                .filter(value -> value.matches("[1-9]\\d{0,5}"))
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** A parameter that is a number; empty if it is missing or is none. */
    OptionalLong number(String keyword, int index) {
        List<String> parameters = parameters(keyword);
        return index < parameters.size() && parameters.get(index).matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(parameters.get(index)))
                : OptionalLong.empty();
    }
}
