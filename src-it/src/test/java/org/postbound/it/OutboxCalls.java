package org.postbound.it;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** Calls the MBean of the outbox for a test outside of the server, by the names of its operations. */
@WebServlet("/outbox/*")
public final class OutboxCalls extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Has {@code /APPLICATION/outbox} perform an operation; numbers are told from texts by its signature. */
    static String call(String application, String operation, String... arguments) {
        String query = Stream.of(arguments)
                .map(argument -> "argument=" + URLEncoder.encode(argument, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = URI.create("http://127.0.0.1:%s/%s/outbox/%s?%s"
                .formatted(System.getProperty("it.http.port"), application, operation, query));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != HttpServletResponse.SC_OK) {
                throw new IOException(answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    /** The ids of messages of a route in a state. */
    static List<String> ids(String application, String route, String state) {
        return call(application, "list", route, state, "", "10").lines().toList();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String operation = request.getPathInfo().substring(1);
        String[] arguments =
                Optional.ofNullable(request.getParameterValues("argument")).orElse(new String[0]);
        try {
            Object answer = perform(operation, arguments);
            response.setContentType("text/plain");
            response.getWriter().print(text(answer));
        } catch (JMException e) {
            throw new ServletException(e);
        }
    }

    private static Object perform(String operation, String... arguments) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName outbox = server.queryNames(new ObjectName("org.postbound:type=Outbox,*"), null)
                .iterator()
                .next();
        if (operation.equals("Routes")) {
            return server.getAttribute(outbox, "Routes");
        }
        String[] types = Arrays.stream(server.getMBeanInfo(outbox).getOperations())
                .filter(known -> known.getName().equals(operation))
                .map(MBeanOperationInfo::getSignature)
                .flatMap(Arrays::stream)
                .map(MBeanParameterInfo::getType)
                .toArray(String[]::new);
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = types[i].equals("int") ? (Object) Integer.valueOf(arguments[i]) : arguments[i];
        }
        return server.invoke(outbox, operation, values, types);
    }

    /** A message is a line with its id, a route one with whether it is paused. */
    private static String text(Object answer) {
        if (!(answer instanceof CompositeData[] all)) {
            return String.valueOf(answer);
        }
        return Stream.of(all)
                .map(data -> data.containsKey("id")
                        ? data.get("id").toString()
                        : "%s paused=%s accepted=%s"
                                .formatted(data.get("route"), data.get("paused"), data.get("accepted")))
                .collect(Collectors.joining("\n"));
    }
}
