package org.postbound.it;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** Sends for a test outside of the server: a message in a transaction of its own. */
@WebServlet("/send")
public final class Sender extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Which it is says the descriptor. */
    @Resource(name = "mail/pool")
    private transient SmtpConnectionFactory mail;

    @Resource
    private transient UserTransaction transaction;

    /** Returns when the transaction of {@code /APPLICATION/send} has committed. */
    static void send(String application, String recipient) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%s/%s/send?to=%s"
                .formatted(
                        System.getProperty("it.http.port"),
                        application,
                        URLEncoder.encode(recipient, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != HttpServletResponse.SC_OK) {
            throw new IOException(answer.body());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        try {
            transaction.begin();
            try (SmtpConnection connection = mail.getConnection()) {
                connection.send(Email.builder()
                        .to(request.getParameter("to"))
                        .text("hello")
                        .build());
            }
            transaction.commit();
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
