package org.postbound.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What was received so far. Safe for use by several threads. */
public final class Inbox {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<ReceivedMail> mails = new ArrayList<>();

    Inbox() {}

    synchronized void add(ReceivedMail mail) {
        mails.add(mail);
        notifyAll();
    }

    /**
     * Returns all mail.
     *
     * @return the mail in the order in which it came
     */
    public synchronized List<ReceivedMail> all() {
        return List.copyOf(mails);
    }

    /**
     * Returns the mail that went to an address, as a blind copy, too.
     *
     * @param address the address of a recipient, in any case, and its domain as people write it or in ASCII
     * @return the mail in the order in which it came
     * @throws org.postbound.InvalidEmailException if it is no address
     */
    public List<ReceivedMail> sentTo(String address) {
        String key = Recipients.key(address);
        return all().stream().filter(mail -> mail.isFor(key)).toList();
    }

    /**
     * Returns the number of all mails.
     *
     * @return how many came since the last {@link #clear()}
     */
    public synchronized int total() {
        return mails.size();
    }

    /**
     * Returns the mail, where a test expects one.
     *
     * @return the only mail
     * @throws AssertionError if there is another number of them; lists them
     */
    public ReceivedMail only() {
        List<ReceivedMail> all = all();
        if (all.size() != 1) {
            throw new AssertionError("expected one mail, but there are " + list(all));
        }
        return all.get(0);
    }

    /**
     * Waits for mail that another thread sends, ten seconds at most.
     *
     * @param count how many mails there have to be in the end
     * @return all mail, as soon as there are so many
     * @throws AssertionError if there are fewer; lists them
     * @throws InterruptedException if the thread is interrupted
     */
    public List<ReceivedMail> await(int count) throws InterruptedException {
        return await(count, PATIENCE);
    }

    /**
     * Waits for mail that another thread sends, such as that of an outbox.
     *
     * @param count how many mails there have to be in the end
     * @param limit how long to wait
     * @return all mail, as soon as there are so many
     * @throws AssertionError if there are fewer; lists them
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized List<ReceivedMail> await(int count, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (mails.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("expected %d mails within %s, but there are %s".formatted(count, limit, this));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return all();
    }

    /** Forgets all mail. */
    public synchronized void clear() {
        mails.clear();
    }

    /** Returns the number of mails, and each on a line of its own. */
    @Override
    public String toString() {
        return list(all());
    }

    private static String list(List<ReceivedMail> mails) {
        String count = mails.size() == 1 ? "1 mail" : mails.size() + " mails";
        return mails.stream().map(mail -> "\n" + mail).collect(Collectors.joining("", count, ""));
    }
}
