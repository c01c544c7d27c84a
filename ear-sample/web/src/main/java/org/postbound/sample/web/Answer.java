package org.postbound.sample.web;

import jakarta.ejb.EJBException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.postbound.SmtpException;

/** Answers to the page. */
final class Answer {
    private Answer() {}

    static void send(HttpServletResponse response, int status, JsonStructure body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static JsonObject problem(String message) {
        return Json.createObjectBuilder()
                .add("message", message)
                .add("causes", Json.createArrayBuilder())
                .build();
    }

    /** What went wrong, and every exception that led to it. What a container throws says little: its first cause of ours does. */
    static JsonObject problem(Throwable thrown) {
        Causes causes = Causes.of(thrown);
        JsonArrayBuilder all = Json.createArrayBuilder();
        causes.all().forEach(cause -> all.add(exception(cause)));
        Optional<SmtpException> ours = causes.first(SmtpException.class);
        Throwable telling = thrown instanceof EJBException && ours.isPresent() ? ours.get() : thrown;
        return Json.createObjectBuilder(exception(telling)).add("causes", all).build();
    }

    private static JsonObject exception(Throwable thrown) {
        return Json.createObjectBuilder()
                .add("type", thrown.getClass().getSimpleName())
                .add("message", Objects.toString(thrown.getMessage(), "(no message)"))
                .build();
    }
}
