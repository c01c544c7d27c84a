package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the mailboxes of the demo's receiving server, GreenMail, through its REST interface. Safe for several threads. */
final class Inbox {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI server;

    /**
     * Names the server.
     *
     * @param server where its interface is, such as {@code http://127.0.0.1:3080/}
     */
    Inbox(URI server) {
        this.server = server;
    }

    /**
     * Returns what arrived.
     *
     * @return the mails of all mailboxes, the latest first
     * @throws IOException if the server does not answer, or with something else than mail
     */
    List<ReceivedMail> mails() throws IOException {
        List<ReceivedMail> mails = new ArrayList<>();
        for (JsonObject user : get("api/user").getValuesAs(JsonObject.class)) {
            String login = user.getString("login");
            String path = "api/user/" + encode(login) + "/messages";
            for (JsonObject message : get(path).getValuesAs(JsonObject.class)) {
                try {
                    mails.add(MailParser.parse(user.getString("email"), message.getString("mimeMessage")));
                } catch (MessagingException e) {
                    throw new IOException("A mail to " + login + " cannot be read", e);
                }
            }
        }
        mails.sort(Comparator.comparing(ReceivedMail::date).reversed());
        return mails;
    }

    private JsonArray get(String path) throws IOException {
        URI uri = server.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (JsonReader reader = Json.createReader(response.body())) {
                if (response.statusCode() != 200) {
                    throw new IOException(uri + " answered with status " + response.statusCode());
                }
                return reader.readArray();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + uri, e);
        } catch (IOException e) {
            throw new IOException("The inbox at " + uri + " cannot be read", e);
        }
    }

    private static String encode(String login) {
        return URLEncoder.encode(login, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
