package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/**
 * Lists the mails that arrived.
 *
 * <p>The system property {@code demo.inbox} says where the receiving server can be asked. Without it mail goes to a real
 * server, whose mailboxes are nobody's business here.
 */
@WebServlet("/api/inbox")
public final class InboxServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient Inbox inbox;

    @Override
    public void init() {
        String server = System.getProperty("demo.inbox", "");
        inbox = server.isEmpty() ? null : new Inbox(URI.create(server));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Answer.send(response, HttpServletResponse.SC_OK, inbox == null ? elsewhere() : mails());
        } catch (IOException e) {
            log("The inbox cannot be read", e);
            Answer.send(response, HttpServletResponse.SC_BAD_GATEWAY, Answer.problem(e));
        }
    }

    private static JsonObject elsewhere() {
        String host = System.getenv("SMTP_HOST");
        String server = host == null ? "the configured SMTP server" : host;
        return Json.createObjectBuilder()
                .add("note", "Mail goes to " + server + ". Look for it there: this page does not read its mailboxes.")
                .add("mails", Json.createArrayBuilder())
                .build();
    }

    private JsonObject mails() throws IOException {
        JsonArrayBuilder mails = Json.createArrayBuilder();
        for (ReceivedMail mail : inbox.mails()) {
            JsonArrayBuilder files = Json.createArrayBuilder();
            for (ReceivedMail.File file : mail.files()) {
                files.add(Json.createObjectBuilder()
                        .add("name", file.name())
                        .add("type", file.type())
                        .add("text", file.text()));
            }
            mails.add(Json.createObjectBuilder()
                    .add("mailbox", mail.mailbox())
                    .add("from", mail.from())
                    .add("subject", mail.subject())
                    .add("messageId", mail.messageId())
                    .add("date", mail.date().toString())
                    .add("text", mail.text())
                    .add("files", files));
        }
        return Json.createObjectBuilder().add("mails", mails).build();
    }
}
