package org.postbound.standalone;

import jakarta.mail.internet.MimeMessage;
import jakarta.resource.ResourceException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Supplier;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpServerInfo;
import org.postbound.ra.SmtpManagedConnectionFactory;

/** A session that belongs to one caller. Nothing but the caller refers to it, so that its end is noticed. */
final class OwnConnection implements SmtpConnection {
    private final SmtpConnection handle;
    private final Cleaner.Cleanable leftover;

    private OwnConnection(SmtpConnection handle) {
        this.handle = handle;
        this.leftover = Leftovers.register(this, handle::close);
    }

    static SmtpConnection open(SmtpConnectionSpec spec) {
        SmtpConnection handle = handle(spec);
        boolean connected = false;
        try {
            handle.server();
            connected = true;
            return new OwnConnection(handle);
        } finally {
            if (!connected) {
                handle.close();
            }
        }
    }

    private static SmtpConnection handle(SmtpConnectionSpec spec) {
        if (spec == null || spec.server().isEmpty()) {
            throw new SmtpConfigurationException(
                    "ServerName", "is not named by the spec; name it by withServer(host, port, security)");
        }
        SmtpConnectionSpec.Server server = spec.server().get();
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setServerName(server.host());
        factory.setPortNumber(server.port());
        factory.setSecurity(server.security().name());
        try {
            return factory.createConnectionFactory().getConnection(spec);
        } catch (ResourceException e) {
            throw Refusals.of(e);
        }
    }

    @Override
    public Receipt send(Email email) {
        return reachable(() -> handle.send(email));
    }

    @Override
    public Receipt send(MimeMessage message) {
        return reachable(() -> handle.send(message));
    }

    @Override
    public Receipt send(Envelope envelope, MimeMessage message) {
        return reachable(() -> handle.send(envelope, message));
    }

    @Override
    public Receipt send(Envelope envelope, byte[] message) {
        return reachable(() -> handle.send(envelope, message));
    }

    @Override
    public List<Receipt> sendAll(List<Email> emails) {
        return reachable(() -> handle.sendAll(emails));
    }

    @Override
    public SmtpServerInfo server() {
        return reachable(handle::server);
    }

    /** An object may be garbage while its last method still runs: the session would be closed in the middle of a message. */
    private <T> T reachable(Supplier<T> call) {
        try {
            return call.get();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        leftover.clean();
    }
}
