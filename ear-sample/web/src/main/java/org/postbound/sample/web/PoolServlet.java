package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.JMRuntimeException;

/** Shows the figures of the pool, and lets a connection factory check its server. */
@WebServlet("/api/pool")
public final class PoolServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient PoolFigures figures;

    @Override
    public void init() {
        figures = new PoolFigures(ManagementFactory.getPlatformMBeanServer());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Answer.send(response, HttpServletResponse.SC_OK, figures.read());
        } catch (JMException | JMRuntimeException e) {
            log("The pool's figures cannot be read", e);
            Answer.send(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, Answer.problem(e));
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            String name = JsonBody.read(request).getString("name", "");
            Optional<String> said = figures.check(name);
            if (said.isPresent()) {
                var answer = Json.createObjectBuilder().add("server", said.get());
                Answer.send(response, HttpServletResponse.SC_OK, answer.build());
            } else {
                Answer.send(
                        response,
                        HttpServletResponse.SC_NOT_FOUND,
                        Answer.problem("name is \"" + name + "\"; give one that GET api/pool shows"));
            }
        } catch (JsonException e) {
            Answer.send(response, HttpServletResponse.SC_BAD_REQUEST, Answer.problem(e));
        } catch (JMException | JMRuntimeException e) {
            Throwable thrown = Beans.told(e);
            log("The mail server's check failed", thrown);
            Answer.send(response, HttpServletResponse.SC_BAD_GATEWAY, Answer.problem(thrown));
        }
    }
}
