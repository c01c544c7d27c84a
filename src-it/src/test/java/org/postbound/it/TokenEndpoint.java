package org.postbound.it;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Issues access tokens to a client that knows its secret, as an identity provider does (RFC 6749 section 4.4). */
@WebServlet("/token")
public class TokenEndpoint extends HttpServlet {
    private static final long serialVersionUID = 1L;

    static final AtomicInteger ISSUED = new AtomicInteger();

    static String token(int number) {
        return "token-" + number;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean known = "client_credentials".equals(request.getParameter("grant_type"))
                && "shop".equals(request.getParameter("client_id"))
                && "s3cret".equals(request.getParameter("client_secret"));
        response.setContentType("application/json");
        response.setStatus(known ? HttpServletResponse.SC_OK : HttpServletResponse.SC_UNAUTHORIZED);
        response.getWriter().write(known ? """
                                {"access_token": "%s", "token_type": "Bearer", "expires_in": 3600}
                                """.formatted(token(ISSUED.incrementAndGet())) : """
                                {"error": "invalid_client"}
                                """);
    }
}
