package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What the page posts: a small JSON object. */
final class JsonBody {
    private static final int MAX_BYTES = 4096;

    private JsonBody() {}

    /**
     * Reads the object.
     *
     * @throws JsonException if the body is something else, or too long
     */
    static JsonObject read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new JsonException("longer than " + MAX_BYTES + " bytes");
        }
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
            return reader.readObject();
        }
    }
}
