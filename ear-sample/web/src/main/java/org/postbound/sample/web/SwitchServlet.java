package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/**
 * Makes the demo's mail server reachable or not.
 *
 * <p>The system property {@code demo.switch} says where the server can be asked for that. Without it mail goes to a real
 * server, which nobody switches from here.
 */
@WebServlet("/api/switch")
public final class SwitchServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String REACHABLE = "reachable";

    private transient DemoServer server;

    @Override
    public void init() {
        String base = System.getProperty("demo.switch", "");
        server = base.isEmpty() ? null : new DemoServer(URI.create(base));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            JsonObjectBuilder state = Json.createObjectBuilder();
            if (server != null) {
                state.add(REACHABLE, server.get(REACHABLE));
            }
            Answer.send(response, HttpServletResponse.SC_OK, state.build());
        } catch (IOException e) {
            failed(response, e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (server == null) {
            Answer.send(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    Answer.problem("Mail goes to a real server, which cannot be switched from here"));
            return;
        }
        try {
            JsonValue wanted = wanted(JsonBody.read(request));
            JsonObjectBuilder state = Json.createObjectBuilder().add(REACHABLE, server.put(REACHABLE, wanted));
            Answer.send(response, HttpServletResponse.SC_OK, state.build());
        } catch (JsonException e) {
            Answer.send(response, HttpServletResponse.SC_BAD_REQUEST, Answer.problem(e));
        } catch (IOException e) {
            failed(response, e);
        }
    }

    private static JsonValue wanted(JsonObject json) {
        JsonValue wanted = json.get(REACHABLE);
        if (JsonValue.TRUE.equals(wanted) || JsonValue.FALSE.equals(wanted)) {
            return wanted;
        }
        throw new JsonException("reachable is " + wanted + "; give true or false");
    }

    private void failed(HttpServletResponse response, IOException failure) throws IOException {
        log("The demo's mail server cannot be asked", failure);
        Answer.send(response, HttpServletResponse.SC_BAD_GATEWAY, Answer.problem(failure));
    }
}
