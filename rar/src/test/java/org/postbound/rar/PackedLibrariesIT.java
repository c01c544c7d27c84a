package org.postbound.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries work from the archive, where they have other packages and lack what is not used. */
class PackedLibrariesIT {
    private static final String TOKEN =
            "{\"access_token\":\"ya29.packed\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tokenThatWasFetched_arrivesAtTheServer(@TempDir Path jars) throws Exception {
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = TOKEN.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        endpoint.start();
        try {
            assertEquals(
                    "AUTH XOAUTH2 " + base64("user=alice\u0001auth=Bearer ya29.packed\u0001\u0001"),
                    authCommand(
                            jars,
                            "XOAUTH2",
                            "UserName",
                            "alice",
                            "OAuth2TokenEndpoint",
                            "http://localhost:" + endpoint.getAddress().getPort() + "/token",
                            "OAuth2ClientId",
                            "shop",
                            "OAuth2ClientSecret",
                            "client-secret"));
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void scram_begins(@TempDir Path jars) throws Exception {
        String command = authCommand(jars, "SCRAM-SHA-256 PLAIN", "UserName", "alice", "Password", "wonder-land");
        String first = new String(
                Base64.getDecoder().decode(command.substring("AUTH SCRAM-SHA-256 ".length())), StandardCharsets.UTF_8);
        assertEquals("n,,n=alice,r=", first.substring(0, 13));
    }

    /** Opens a connection with the archive's own classes; returns the AUTH command, which is refused. */
    private static String authCommand(Path jars, String offered, String... properties) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                URLClassLoader loader = Archive.standalone().loader(jars, jar -> true)) {
            CompletableFuture<String> command = CompletableFuture.supplyAsync(() -> refuse(listener, offered));
            Object bean = loader.loadClass("org.postbound.ra.SmtpManagedConnectionFactory")
                    .getConstructor()
                    .newInstance();
            set(bean, "ServerName", "localhost");
            bean.getClass().getMethod("setPortNumber", Integer.class).invoke(bean, listener.getLocalPort());
            set(bean, "Security", "NONE");
            for (int i = 0; i < properties.length; i += 2) {
                set(bean, properties[i], properties[i + 1]);
            }
            Object factory =
                    bean.getClass().getMethod("createConnectionFactory").invoke(bean);
            Object connection = loader.loadClass("org.postbound.SmtpConnectionFactory")
                    .getMethod("getConnection")
                    .invoke(factory);
            Class<?> type = loader.loadClass("org.postbound.SmtpConnection");
            assertThrows(ReflectiveOperationException.class, () -> type.getMethod("server")
                    .invoke(connection));
            return command.get(30, TimeUnit.SECONDS);
        }
    }

    private static void set(Object bean, String property, String value) throws ReflectiveOperationException {
        bean.getClass().getMethod("set" + property, String.class).invoke(bean, value);
    }

    private static String refuse(ServerSocket listener, String offered) {
        try (Socket client = listener.accept();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = client.getOutputStream()) {
            out.write("220 mx.test\r\n".getBytes(StandardCharsets.UTF_8));
            in.readLine();
            out.write("250-mx.test\r\n250 AUTH %s\r\n".formatted(offered).getBytes(StandardCharsets.UTF_8));
            String command = in.readLine();
            out.write("454 4.7.0 later\r\n".getBytes(StandardCharsets.UTF_8));
            in.readLine();
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
