package org.postbound.bench;

import java.util.List;
import java.util.Optional;

/** A way to send mail, which is compared with others. */
interface Peer {
    /** Returns the name in the results. */
    String name();

    /** Returns name and version of what is measured. */
    String version();

    /** Returns why it cannot be run on this machine, if so. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Returns whether it makes sense in a case. */
    boolean takes(Case what);

    /** Returns whether its clients are connected once they are opened, so that no warm-up is needed for that. */
    default boolean opensConnected() {
        return false;
    }

    /**
     * Connects.
     *
     * @param what the case
     * @param message the message to send
     * @param port where the server is, on the loopback interface
     * @return the connected client
     * @throws Exception if there is no conversation
     */
    Client open(Case what, TestMessage message, int port) throws Exception;

    /** Returns all, in the order of the table. */
    static List<Peer> all(Settings settings) {
        return List.of(
                PostboundPeer.oneByOne(),
                PostboundPeer.batches(),
                PostboundPeer.partial(),
                PostboundPeer.partialBatches(),
                new OutboxPeer(settings.target()),
                new AngusOpenPeer(),
                new AngusSendPeer(),
                new NithrilPeer(),
                new SpringPeer(),
                new SimpleJavaMailPeer(),
                new VertxPeer(),
                new NioSmtpPeer(),
                new NodemailerPeer(settings),
                new SmtpSourcePeer());
    }
}
