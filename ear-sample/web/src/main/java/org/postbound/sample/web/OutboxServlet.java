package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Optional;
import javax.management.JMException;
import javax.management.JMRuntimeException;

/** Shows the mail that waits in outboxes, and has a message tried again or removed. */
@WebServlet("/api/outbox")
public final class OutboxServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient OutboxFigures figures;

    @Override
    public void init() {
        figures = new OutboxFigures(ManagementFactory.getPlatformMBeanServer(), Clock.systemUTC());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Answer.send(response, HttpServletResponse.SC_OK, figures.read());
        } catch (JMException | JMRuntimeException e) {
            Throwable thrown = Beans.told(e);
            log("The outbox cannot be read", thrown);
            Answer.send(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, Answer.problem(thrown));
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            JsonObject json = JsonBody.read(request);
            Optional<OutboxFigures.Action> action = OutboxFigures.Action.of(json.getString("action", ""));
            if (action.isEmpty()) {
                Answer.send(
                        response,
                        HttpServletResponse.SC_BAD_REQUEST,
                        Answer.problem("action is \"" + json.getString("action", "") + "\"; give retry or remove"));
            } else if (figures.perform(action.get(), json.getString("outbox", ""), json.getString("id", ""))) {
                Answer.send(
                        response,
                        HttpServletResponse.SC_OK,
                        Json.createObjectBuilder().build());
            } else {
                Answer.send(
                        response,
                        HttpServletResponse.SC_NOT_FOUND,
                        Answer.problem("outbox is \"" + json.getString("outbox", "")
                                + "\"; give one that GET api/outbox shows"));
            }
        } catch (JsonException e) {
            Answer.send(response, HttpServletResponse.SC_BAD_REQUEST, Answer.problem(e));
        } catch (JMException | JMRuntimeException e) {
            // Gone or under way by now: what the page showed was a second old.
            Answer.send(response, HttpServletResponse.SC_CONFLICT, Answer.problem(Beans.told(e)));
        }
    }
}
