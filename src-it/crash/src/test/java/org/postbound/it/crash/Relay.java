package org.postbound.it.crash;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The SMTP server, which outlives its client: it remembers what it has accepted, can stop at any step of a conversation, and
 * can have its clients wait.
 */
final class Relay implements AutoCloseable {
    /** Says in a mail which it is. */
    static final String HEADER = "X-Order";
    /** How recipients begin whom the relay refuses for the time being, once each. */
    static final String LATER = "later-";

    private final ServerSocket listener;
    private final List<RelaySession> open = new ArrayList<>();
    private final List<Acceptance> accepted = new ArrayList<>();
    private final Set<Integer> broken = new HashSet<>();
    private final Set<String> deferred = new HashSet<>();
    private Set<String> extensions = Set.of();
    private Step trap;
    private CompletableFuture<Void> reached;
    private boolean holding;
    private boolean killing;
    private int sessions;
    private int kills;

    /** Steps of a conversation: what was received last, and not answered yet unless the name says so. */
    enum Step {
        CONNECTED,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        /** More than half of a megabyte of content. */
        HALF,
        /** The whole content; it is not accepted. */
        CONTENT,
        /** The whole content; it is accepted. */
        TAKEN,
        /** The whole content; it is accepted, and the client was told. */
        TOLD,
        QUIT
    }

    /**
     * A mail that was accepted.
     *
     * @param mail which
     * @param session in which session
     */
    record Acceptance(String mail, int session) {}

    /**
     * What was accepted so far.
     *
     * @param mails in their order
     * @param broken the sessions that were open when the client was killed
     */
    record Log(List<Acceptance> mails, Set<Integer> broken) {}

    Relay() throws IOException {
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        // A client whose content is half taken shall not have sent all of it.
        listener.setReceiveBufferSize(1 << 16);
        start("relay", this::acceptAll);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                RelaySession session = register(socket);
                start("relay-" + session.number(), session);
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized RelaySession register(Socket socket) throws IOException {
        RelaySession session = new RelaySession(this, ++sessions, socket, extensions);
        open.add(session);
        if (killing) {
            broken.add(session.number());
        }
        return session;
    }

    synchronized void ended(RelaySession session) {
        open.remove(session);
    }

    /** From the next session on these are offered; those that are open are closed. */
    synchronized void offer(Set<String> offered) {
        extensions = offered;
        open.forEach(RelaySession::close);
    }

    /** Has the next conversation that comes to the step stop there. */
    synchronized CompletableFuture<Void> stopAt(Step step) {
        trap = step;
        reached = new CompletableFuture<>();
        return reached;
    }

    /** Has all clients wait for their first reply to MAIL, or lets them go on. */
    synchronized void hold(boolean wait) {
        holding = wait;
        notifyAll();
    }

    /** From now on sessions may break, since the client is about to be killed. */
    synchronized void expectKill() {
        killing = true;
        open.forEach(session -> broken.add(session.number()));
    }

    /** The client was killed: whoever has stopped or waits does not go on. */
    synchronized void clientWasKilled() {
        killing = false;
        trap = null;
        kills++;
        notifyAll();
    }

    /** A conversation is at a step. */
    synchronized void at(Step step) throws IOException {
        if (step == Step.MAIL) {
            stayWhile(() -> holding);
        }
        if (step == trap) {
            trap = null;
            reached.complete(null);
            stayWhile(() -> true);
        }
    }

    /** Whoever stays when the client is killed does not go on. */
    private void stayWhile(BooleanSupplier condition) throws IOException {
        int before = kills;
        try {
            while (kills == before && condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (kills != before) {
            throw new EOFException("the client was killed");
        }
    }

    /** Whether a recipient is to come again later. */
    synchronized boolean defers(String recipient) {
        return recipient.startsWith(LATER) && deferred.add(recipient);
    }

    synchronized void accept(String mail, RelaySession session) {
        accepted.add(new Acceptance(mail, session.number()));
    }

    synchronized Log log() {
        return new Log(List.copyOf(accepted), Set.copyOf(broken));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (this) {
            open.forEach(RelaySession::close);
        }
    }
}
