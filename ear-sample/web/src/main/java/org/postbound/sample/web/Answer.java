package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;

/** Answers to the page. */
final class Answer {
    private Answer() {}

    static void send(HttpServletResponse response, int status, JsonStructure body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static JsonObject problem(String message) {
        return Json.createObjectBuilder()
                .add("message", message)
                .add("causes", Json.createArrayBuilder())
                .build();
    }

    /** The exception with everything that led to it: a failing commit stands among the suppressed ones. */
    static JsonObject problem(Throwable thrown) {
        JsonArrayBuilder causes = Json.createArrayBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(thrown);
        addCauses(thrown, causes, seen);
        return Json.createObjectBuilder()
                .add("message", text(thrown))
                .add("causes", causes)
                .build();
    }

    private static void addCauses(Throwable thrown, JsonArrayBuilder causes, Set<Throwable> seen) {
        add(thrown.getCause(), causes, seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            add(suppressed, causes, seen);
        }
    }

    private static void add(Throwable cause, JsonArrayBuilder causes, Set<Throwable> seen) {
        if (cause != null && seen.add(cause)) {
            causes.add(text(cause));
            addCauses(cause, causes, seen);
        }
    }

    private static String text(Throwable thrown) {
        return thrown.getClass().getSimpleName() + ": " + Objects.toString(thrown.getMessage(), "(no message)");
    }
}
