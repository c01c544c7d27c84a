package org.postbound.sample.web;

import jakarta.json.JsonObject;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the mailboxes of the demo's receiving server, GreenMail, through its REST interface. Safe for several threads. */
final class Inbox {
    private final DemoServer server;

    /**
     * Names the server.
     *
     * @param server where its interface is, such as {@code http://127.0.0.1:3080/}
     */
    Inbox(URI server) {
        this.server = new DemoServer(server);
    }

    /**
     * Returns what arrived.
     *
     * @return the mails of all mailboxes, the latest first
     * @throws IOException if the server does not answer, or with something else than mail
     */
    List<ReceivedMail> mails() throws IOException {
        List<ReceivedMail> mails = new ArrayList<>();
        for (JsonObject user : server.get("api/user").asJsonArray().getValuesAs(JsonObject.class)) {
            String login = user.getString("login");
            String path = "api/user/" + encode(login) + "/messages";
            for (JsonObject message : server.get(path).asJsonArray().getValuesAs(JsonObject.class)) {
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

    private static String encode(String login) {
        return URLEncoder.encode(login, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
