package org.postbound.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocketFactory;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.postbound.Security;
import org.postbound.SmtpAuthenticationException;
import org.postbound.SmtpConnectException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpException;
import org.postbound.SmtpPoolException;
import org.postbound.SmtpTlsException;
import org.postbound.SmtpTransactionException;

/** What the container refuses comes out as ours, and no failure costs the pool a slot. The pool has five. */
@ArquillianTest
class PoolErrorsIT extends InContainer {
    private static final int SLOTS = 5;
    private static final int OFTEN = 2 * SLOTS;

    @Deployment
    static EnterpriseArchive application() {
        return Archives.application(PoolErrorsIT.class);
    }

    @Test
    void moreConnectionsThanThePoolHas_isExhausted_untilOneIsClosed() {
        List<SmtpConnection> held = new ArrayList<>();
        try {
            hold(held, SmtpConnectionSpec.configured());
            SmtpPoolException e = assertThrows(SmtpPoolException.class, mail::getConnection);
            assertEquals(SmtpPoolException.Reason.EXHAUSTED, e.reason(), chain(e));
            assertTrue(e.isTransient());
            assertTrue(chain(e).contains("IJ000453") && chain(e).contains("IJ000655"), chain(e));

            held.remove(0).close();
            held.add(mail.getConnection());
            held.get(SLOTS - 1).send(email("jo@example.org"));
        } finally {
            held.forEach(SmtpConnection::close);
        }
        assertEquals(List.of(List.of("jo@example.org")), recipients());
        assertNoSlotIsLost(SmtpConnectionSpec.configured());
    }

    @Test
    void interruptedThread_sendsAllTheSame_andCostsNoSlot() {
        for (int i = 0; i < OFTEN; i++) {
            Thread.currentThread().interrupt();
            try (SmtpConnection connection = mail.getConnection()) {
                connection.send(email("jo@example.org"));
            } finally {
                assertTrue(Thread.interrupted(), "the interrupt is left to the caller");
            }
        }
        assertEquals(OFTEN, recipients().size());
        assertNoSlotIsLost(SmtpConnectionSpec.configured());
    }

    @Test
    void interruptedThreadAndFullPool_isExhausted_andCostsNoSlot() {
        List<SmtpConnection> held = new ArrayList<>();
        try {
            hold(held, SmtpConnectionSpec.configured());
            for (int i = 0; i < 2; i++) {
                Thread.currentThread().interrupt();
                try {
                    SmtpPoolException e = assertThrows(SmtpPoolException.class, mail::getConnection);
                    assertEquals(SmtpPoolException.Reason.EXHAUSTED, e.reason(), chain(e));
                } finally {
                    Thread.interrupted();
                }
            }
        } finally {
            held.forEach(SmtpConnection::close);
        }
        assertNoSlotIsLost(SmtpConnectionSpec.configured());
    }

    @Test
    void markedRollback_comesOutAsOurs_andCostsNoSlot() throws Exception {
        for (int i = 0; i < OFTEN; i++) {
            userTransaction.begin();
            try {
                userTransaction.setRollbackOnly();
                SmtpTransactionException e = assertThrows(SmtpTransactionException.class, mail::getConnection);
                assertEquals(SmtpTransactionException.Reason.MARKED_ROLLBACK, e.reason());
            } finally {
                userTransaction.rollback();
            }
        }
        assertNoSlotIsLost(SmtpConnectionSpec.configured());
    }

    @Test
    void refusedConnect_costsNoSlot() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        SmtpConnectionSpec nobody = at(port, Security.NONE);
        failOften(SmtpConnectException.class, nobody);
        assertNoSlotIsLost(nobody);
        assertNoSlotIsLost(SmtpConnectionSpec.configured());
    }

    @Test
    void refusedAuthentication_costsNoSlot_andClosesItsConnections() throws Exception {
        try (RefusingServer refusing = new RefusingServer()) {
            SmtpConnectionSpec alice = SmtpConnectionSpec.configured()
                    .withPassword("alice", "wonder-land")
                    .withServer("127.0.0.1", refusing.port(), Security.NONE);
            SmtpException e = failOften(SmtpAuthenticationException.class, alice);
            assertFalse(chain(e).contains("wonder-land"), chain(e));
            assertNoSlotIsLost(alice);
            assertNoSlotIsLost(SmtpConnectionSpec.configured());
            refusing.awaitClosed();
        }
    }

    @Test
    void missingTls_costsNoSlot_andClosesItsConnections() throws Exception {
        try (RefusingServer plaintext = new RefusingServer()) {
            SmtpConnectionSpec spec = at(plaintext.port(), Security.STARTTLS);
            failOften(SmtpTlsException.class, spec);
            assertNoSlotIsLost(spec);
            plaintext.awaitClosed();
        }
    }

    @Test
    void untrustedCertificate_costsNoSlot_andClosesItsConnections() throws Exception {
        try (RefusingServer stranger = new RefusingServer(selfSigned().createServerSocket())) {
            SmtpConnectionSpec spec = at(stranger.port(), Security.TLS);
            SmtpTlsException e = (SmtpTlsException) failOften(SmtpTlsException.class, spec);
            assertEquals(SmtpTlsException.Reason.UNTRUSTED, e.reason());
            assertNoSlotIsLost(spec);
            assertNoSlotIsLost(SmtpConnectionSpec.configured());
            stranger.awaitClosed();
        }
    }

    /** With a certificate that nobody has issued but itself. */
    private static SSLServerSocketFactory selfSigned() throws Exception {
        Path file = Files.createTempDirectory("certificate").resolve("key.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file.toFile(), "changeit".toCharArray()), "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static SmtpConnectionSpec at(int port, Security security) {
        return SmtpConnectionSpec.configured().withServer("127.0.0.1", port, security);
    }

    /** Returns the last failure. */
    private SmtpException failOften(Class<? extends SmtpException> type, SmtpConnectionSpec spec) {
        SmtpException last = null;
        for (int i = 0; i < OFTEN; i++) {
            try (SmtpConnection connection = mail.getConnection(spec)) {
                last = assertThrows(type, () -> connection.send(email("jo@example.org")));
            }
        }
        return last;
    }

    private void assertNoSlotIsLost(SmtpConnectionSpec spec) {
        List<SmtpConnection> held = new ArrayList<>();
        try {
            hold(held, spec);
        } finally {
            held.forEach(SmtpConnection::close);
        }
    }

    private void hold(List<SmtpConnection> held, SmtpConnectionSpec spec) {
        for (int i = 0; i < SLOTS; i++) {
            held.add(mail.getConnection(spec));
        }
    }

    private static String chain(Throwable top) {
        StringBuilder text = new StringBuilder();
        for (Throwable e = top; e != null; e = e.getCause()) {
            text.append(e).append('\n');
        }
        return text.toString();
    }

    /** Offers AUTH but not STARTTLS, and refuses all credentials. */
    private static final class RefusingServer implements AutoCloseable {
        private final ServerSocket listener;
        private final CompletableFuture<Void> closed = new CompletableFuture<>();

        RefusingServer() throws IOException {
            this(new ServerSocket());
        }

        RefusingServer(ServerSocket listener) throws IOException {
            this.listener = listener;
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread thread = new Thread(this::serve, "refusing server");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        /** Serves one client at a time, each until the client closes: a connection that stayed open would block it. */
        private void serve() {
            try {
                for (int served = 1; ; served++) {
                    try (Socket client = listener.accept()) {
                        converse(client);
                    }
                    if (served == OFTEN) {
                        closed.complete(null);
                    }
                }
            } catch (IOException e) {
                closed.completeExceptionally(e);
            }
        }

        private static void converse(Socket client) throws IOException {
            try {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                reply(client, "220 mx.example.org");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    reply(client, line.startsWith("EHLO") ? "250-mx.example.org\r\n250 AUTH PLAIN" : "535 5.7.8 no");
                }
            } catch (SocketException | SSLException e) {
                // Closed by the client with a reply unread, or in the handshake: as closed as can be.
                return;
            }
        }

        private static void reply(Socket client, String reply) throws IOException {
            client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        void awaitClosed() throws Exception {
            closed.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
