package org.postbound.outbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postbound.mime.WireMessage;

/**
 * Writes messages of an outbox to files of their own, as they go to the server. Files can be read by their owner only, are
 * forced to the disk, and never take the place of others.
 *
 * @param outbox whose messages
 */
public record EmlFiles(Outbox outbox) {
    private static final String SUFFIX = ".eml";
    private static final int PAGE = 1000;

    /**
     * Writes a message.
     *
     * @param id the message
     * @param file an absolute path that ends in {@code .eml}, in a directory that is there
     * @throws IOException if it cannot be written, or is there already
     * @throws IllegalArgumentException if it is no such path
     * @throws IllegalStateException if the message is not there
     */
    public void write(OutboxId id, Path file) throws IOException {
        if (!file.isAbsolute() || !file.toString().endsWith(SUFFIX)) {
            throw new IllegalArgumentException(
                    "\"%s\" will not do; give the absolute path of a new file that ends in %s".formatted(file, SUFFIX));
        }
        copy(outbox.operator().get(id), file);
        Directory.sync(file.getParent());
    }

    private void copy(Kept kept, Path file) throws IOException {
        try (WireMessage content = outbox.content(kept.message())) {
            write(content, file);
        }
    }

    /**
     * Writes messages of a route, each as {@code ID.eml}. Those that leave meanwhile are passed over.
     *
     * @param route the route
     * @param state in this state only
     * @param directory an absolute path; made for its owner only if it is not there
     * @return how many were written
     * @throws IOException if one cannot be written, or is there already; those before stay
     * @throws IllegalArgumentException if the path is not absolute
     */
    public int writeAll(String route, State state, Path directory) throws IOException {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("\"%s\" will not do; give an absolute path".formatted(directory));
        }
        if (!Files.isDirectory(directory)) {
            Directory.open(directory);
        }
        int written = 0;
        Optional<OutboxId> last = Optional.empty();
        List<Kept> page = outbox.operator().list(route, last, PAGE);
        while (!page.isEmpty()) {
            for (Kept kept : page) {
                OutboxId id = kept.message().id();
                last = Optional.of(id);
                written += kept.state() == state && copyIfThere(kept, directory.resolve(id + SUFFIX)) ? 1 : 0;
            }
            page = outbox.operator().list(route, last, PAGE);
        }
        Directory.sync(directory);
        return written;
    }

    private boolean copyIfThere(Kept kept, Path file) throws IOException {
        try {
            copy(kept, file);
            return true;
        } catch (IllegalStateException e) {
            if (outbox.operator().find(kept.message().id()).isPresent()) {
                throw e;
            }
            return false;
        }
    }

    /** Writes a content to a new file, whose name is not forced yet; nothing stays of it if that fails. */
    static void write(WireMessage content, Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                Directory.attributes(file, "rw-------"));
        boolean written = false;
        try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
            written = true;
        } finally {
            if (!written) {
                Files.delete(file);
            }
        }
    }
}
