package org.postbound.it.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A maildir: mail appears in its folder {@code new} complete, by a rename.
 *
 * @param address the forward-path that leads here
 * @param folder where it is
 */
public record Mailbox(String address, Path folder) {
    private static final int SECONDS = 30;

    /**
     * Names a mailbox of example.org.
     *
     * @param mail where the maildirs are
     * @param name its local part
     * @return the mailbox
     */
    public static Mailbox of(Path mail, String name) {
        return new Mailbox(name + "@example.org", mail.resolve(name));
    }

    /** Makes the folders: the server would only when the first mail comes, and nobody could watch them before. */
    Mailbox create() throws IOException {
        for (String part : List.of("new", "cur", "tmp")) {
            Files.createDirectories(folder.resolve(part));
        }
        return this;
    }

    private Path arrivals() {
        return folder.resolve("new");
    }

    /**
     * Waits until that many mails are there.
     *
     * @param count how many have to come
     * @return all that are there, one char for each octet
     */
    public List<String> mails(int count) {
        try (WatchService watch = arrivals().getFileSystem().newWatchService()) {
            arrivals().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            List<Path> there = list();
            while (there.size() < count) {
                WatchKey key = watch.poll(SECONDS, TimeUnit.SECONDS);
                if (key == null) {
                    throw new AssertionError(there.size() + " mails of " + count + " in " + folder);
                }
                key.pollEvents();
                key.reset();
                there = list();
            }
            List<String> mails = new ArrayList<>();
            for (Path mail : there) {
                mails.add(Files.readString(mail, StandardCharsets.ISO_8859_1));
            }
            return mails;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> mails = Files.list(arrivals())) {
            return mails.sorted().toList();
        }
    }

    /**
     * Waits for a mail, and checks that it is the only one so far.
     *
     * @return the mail, one char for each octet
     */
    public String onlyMail() {
        List<String> mails = mails(1);
        if (mails.size() > 1) {
            throw new AssertionError(mails.size() + " mails instead of one in " + folder);
        }
        return mails.get(0);
    }
}
