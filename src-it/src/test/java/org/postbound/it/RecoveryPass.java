package org.postbound.it;

import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Has the server's transaction manager go through all resources once. */
@WebServlet("/pass")
public final class RecoveryPass extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Returns when {@code /recovery/pass} has gone through all; throws if it could not. */
    static void request() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Integer.getInteger("it.http.port") + "/recovery/pass"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != HttpServletResponse.SC_OK) {
            throw new IOException(answer.body());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        RecoveryManager.manager().scan();
    }
}
