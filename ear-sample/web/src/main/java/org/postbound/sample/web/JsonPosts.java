package org.postbound.sample.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Takes posts of JSON only: another site's page cannot send that here without asking first. */
@WebFilter("/api/*")
public final class JsonPosts extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String type = request.getContentType();
        if (!"POST".equals(request.getMethod()) || (type != null && type.startsWith("application/json"))) {
            chain.doFilter(request, response);
        } else {
            Answer.send(
                    response,
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    Answer.problem("What is posted here is JSON: send it with Content-Type: application/json"));
        }
    }
}
