package org.postbound.smtp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Optional;

/**
 * Has the next segments acknowledged at once, where the system can. Linux forgets it after a while, so it is asked for
 * again and again.
 */
final class QuickAck {
    /** Found by its name: its class is in a module that not every server lets an archive see. */
    private static volatile Optional<SocketOption<Boolean>> option;

    private QuickAck() {}

    static void on(Socket socket) {
        Optional<SocketOption<Boolean>> found = option;
        if (found == null) {
            found = find(socket);
            option = found;
        }
        try {
            if (found.isPresent()) {
                socket.setOption(found.get(), true);
            }
        } catch (IOException e) {
            // The socket was closed: whoever reads from it next learns it, and knows what that means.
            return;
        }
    }

    @SuppressWarnings("unchecked") // The type is compared before.
    private static Optional<SocketOption<Boolean>> find(Socket socket) {
        return socket.supportedOptions().stream()
                .filter(candidate -> candidate.name().equals("TCP_QUICKACK") && candidate.type() == Boolean.class)
                .map(candidate -> (SocketOption<Boolean>) candidate)
                .findFirst();
    }
}
