package org.postbound.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An envelope on its way: its commands are written in groups (RFC 2920), each in one go where the server permits it, and their
 * replies read in order.
 */
final class EnvelopeExchange {
    /**
     * Commands in a group. Their replies, 512 octets each at most (RFC 5321 section 4.5.3.1.5), fit into any socket's
     * buffer; so a server that answers while this side still writes never has to wait for it.
     */
    static final int MAX_GROUP = 64;

    private final Link link;
    private final int groupSize;
    private final EnvelopeReplies replies;
    private final List<Command> commands = new ArrayList<>();
    private int written;
    private int answered;
    private boolean resetFirst;

    EnvelopeExchange(Link link, EnvelopeCommands envelope, boolean isPipelining, EnvelopeReplies replies) {
        this.link = link;
        this.groupSize = isPipelining ? MAX_GROUP : 1;
        this.replies = replies;
        commands.add(envelope.mail());
        commands.addAll(envelope.recipients());
    }

    /** Whether all of it is one group, and one more command fits in. */
    boolean leavesRoom() {
        return commands.size() < MAX_GROUP;
    }

    /** Has DATA be the last command. To be called before any group is added. */
    void endWithData() {
        commands.add(new Command.Data());
    }

    /** Has RSET be the first command, and adds it. */
    void beginWithReset() throws IOException {
        resetFirst = true;
        link.add(new Command.Rset());
    }

    /** Adds the next group. */
    void addGroup() throws IOException {
        int end = Math.min(commands.size(), written + groupSize);
        for (; written < end; written++) {
            link.add(commands.get(written));
        }
    }

    /** Reads the replies to what is written. */
    void readGroup() throws IOException {
        if (resetFirst) {
            resetFirst = false;
            Command.Rset reset = new Command.Rset();
            replies.take(reset, link.read(reset));
        }
        for (; answered < written; answered++) {
            Command command = commands.get(answered);
            replies.take(command, link.read(command));
        }
    }

    /** Reads the replies to what is written, and carries out the rest unless MAIL is refused. */
    void carryOut() throws IOException {
        readGroup();
        while (written < commands.size() && !replies.isMailRefused()) {
            addGroup();
            link.flush();
            readGroup();
        }
    }

    /** Asks for DATA unless the server was asked already. */
    void askForData() throws IOException {
        if (!replies.isDataAnswered()) {
            Command.Data data = new Command.Data();
            replies.take(data, link.exchange(data));
        }
    }
}
