package org.postbound.sample.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwitchTest {
    private final Mailboxes mailboxes = new Mailboxes(0);
    private Switch control;

    @BeforeEach
    void open() throws Exception {
        mailboxes.open();
        control = Switch.start(0, mailboxes);
    }

    @AfterEach
    void close() {
        control.close();
        mailboxes.stop();
    }

    @Test
    void off_refusesConnectionsAndClosesThoseThatAreOpen() throws Exception {
        int port = mailboxes.getSmtp().getPort();
        try (SmtpClient client = new SmtpClient(port)) {
            assertEquals("false", put("false").body());
            client.assertClosed();
        }
        assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        assertEquals("false", get());
    }

    @Test
    void onAgain_hasTheMailFromBefore() throws Exception {
        try (SmtpClient client = new SmtpClient(mailboxes.getSmtp().getPort())) {
            client.deliver("jo@example.org");
        }
        put("false");
        put("true");
        try (SmtpClient client = new SmtpClient(mailboxes.getSmtp().getPort())) {
            client.deliver("jo@example.org");
        }
        assertEquals("true", get());
        assertEquals(2, mailboxes.getReceivedMessages().length);
    }

    @Test
    void onTwice_changesNothing() throws Exception {
        int port = mailboxes.getSmtp().getPort();
        assertEquals(200, put("true").statusCode());
        assertEquals(port, mailboxes.getSmtp().getPort());
    }

    @Test
    void anythingElse_isRefused() throws Exception {
        assertEquals(400, put("maybe").statusCode());
        assertEquals(405, send(request().POST(BodyPublishers.ofString("false"))).statusCode());
        assertEquals("true", get());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.port() + "/reachable"));
    }

    private HttpResponse<String> put(String body) throws Exception {
        return send(request().PUT(BodyPublishers.ofString(body)));
    }

    private String get() throws Exception {
        return send(request()).body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
