package org.postbound.smtp;

import java.io.IOException;

/** What a server can do wrong where a reply is due. */
sealed interface Fault {
    /** What follows the fault. */
    enum Aftermath {
        /** The server goes on as if nothing had happened. */
        GO_ON,
        /** The server says nothing more and waits for the client to close. */
        SILENCE,
        /** The server repeats what it sent last until the client closes. */
        FLOOD,
        /** The connection is gone. */
        GONE
    }

    /**
     * Happens.
     *
     * @param due the reply that is due, CRLF included; several lines if it is a long one
     */
    Aftermath happen(FaultyServer.Wire wire, String due) throws IOException;

    /** Whether the server still does what the command asked for, such as to keep the message. */
    default boolean obeys() {
        return true;
    }

    /** Whether commands and replies may be out of step afterwards, so that the client may break the server's rules. */
    default boolean confuses() {
        return false;
    }

    /** The server ends the connection in good order, without a word. */
    record Close() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.end();
            return Aftermath.SILENCE;
        }
    }

    /** The connection breaks. */
    record Reset() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.reset();
            return Aftermath.GONE;
        }
    }

    /** The server falls silent. */
    record Stall() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) {
            return Aftermath.SILENCE;
        }
    }

    /** The server refuses. */
    record Refuse(String reply) implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.send(reply + "\r\n");
            return Aftermath.GO_ON;
        }

        @Override
        public boolean obeys() {
            return false;
        }
    }

    /** 421, and the connection ends. */
    record ServiceClosing() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.send("421 4.3.2 going down\r\n");
            wire.end();
            return Aftermath.SILENCE;
        }

        @Override
        public boolean obeys() {
            return false;
        }
    }

    /** The right reply, an octet a packet. */
    record Bytewise() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            for (int i = 0; i < due.length(); i++) {
                wire.send(due.substring(i, i + 1));
            }
            return Aftermath.GO_ON;
        }
    }

    /** The right reply, in one packet with all that follow in the group. */
    record OnePacket() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.collect();
            wire.send(due);
            return Aftermath.GO_ON;
        }
    }

    /** The right reply, and another in the same packet with it and all that follow in the group. */
    record OneTooMany() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.collect();
            wire.send(due + "250 2.0.0 one too many\r\n");
            return Aftermath.GO_ON;
        }

        @Override
        public boolean confuses() {
            return true;
        }
    }

    /** No reply, but the server goes on. */
    record OneTooFew() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) {
            return Aftermath.GO_ON;
        }

        @Override
        public boolean confuses() {
            return true;
        }
    }

    /** A line that is no reply. */
    record Garbage() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.send("HTTP/1.1 400 Bad Request\r\n");
            return Aftermath.SILENCE;
        }
    }

    /** A reply whose line does not end. */
    record EndlessLine() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.send(due.substring(0, 3) + " " + "a".repeat(8192));
            return Aftermath.FLOOD;
        }
    }

    /** A reply whose lines do not end. */
    record EndlessReply() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.send((due.substring(0, 3) + "-more\r\n").repeat(1024));
            return Aftermath.FLOOD;
        }
    }

    /** 354 where 250 is due, and the other way round. */
    record WrongClass() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.send(due.startsWith("3") ? "250 2.0.0 ok\r\n" : "354 go ahead\r\n");
            return Aftermath.SILENCE;
        }
    }

    /** A TLS handshake with a certificate that is not good. */
    record BadCertificate(String alias) implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.startTls(alias);
            return Aftermath.SILENCE;
        }
    }

    /** A TLS handshake of a server that has no cipher suite in common with anybody. */
    record NoCommonSuite() implements Fault {
        @Override
        public Aftermath happen(FaultyServer.Wire wire, String due) throws IOException {
            wire.startTlsWithoutCommonSuite();
            return Aftermath.SILENCE;
        }
    }
}
