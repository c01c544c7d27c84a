package org.postbound.it;

import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server in the JVM of the test that takes mail of one account only. */
final class AccountServer implements AutoCloseable {
    static final String USER = "shop@example.org";

    private volatile String password;
    private final BlockingQueue<String> recipients = new LinkedBlockingQueue<>();
    private final SMTPServer server;

    AccountServer(String password) {
        this.password = password;
        server = SMTPServer.port(Integer.getInteger("it.smtp.port"))
                .bindAddress(InetAddress.getLoopbackAddress())
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(this::check))
                .messageHandler((context, from, to, data) -> recipients.add(to))
                .build();
        server.start();
    }

    private void check(String user, String given, MessageContext context) throws LoginFailedException {
        if (!USER.equals(user) || !password.equals(given)) {
            throw new LoginFailedException();
        }
    }

    /** Waits for the next message, and returns whom it was for; null if none comes. */
    String nextRecipient() throws InterruptedException {
        return recipients.poll(30, TimeUnit.SECONDS);
    }

    /** Refuses the password that was right so far. */
    void changePassword(String other) {
        password = other;
    }

    @Override
    public void close() {
        server.stop();
    }
}
