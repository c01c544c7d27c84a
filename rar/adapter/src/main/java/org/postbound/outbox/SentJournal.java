package org.postbound.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.h2.mvstore.Cursor;

/** The mail of a {@link Journal} that was accepted. Written by the thread that writes, in order of time; read by any. */
final class SentJournal implements SentMail {
    /** Read at once, and then others may write. */
    private static final int PAGE = 1000;

    private static final int MOST_SEARCHED = 100_000;
    private static final int MOST_FOUND = 100;

    private final Store store;
    private final GroupCommit commits;
    private final Reading reading;
    private final Duration retention;
    private final ByAge byAge;
    private final OutboxIds numbers;

    SentJournal(Store store, GroupCommit commits, Reading reading, Duration retention, OutboxIds numbers) {
        this.store = store;
        this.commits = commits;
        this.reading = reading;
        this.retention = retention;
        this.byAge = new ByAge(
                store.sent, retention, record -> SentRecord.of(record).message().acceptedAt());
        this.numbers = numbers;
    }

    /** Has the change that erases an accepted message keep what is to be kept of it. */
    Change keeping(Change erasing, OutboxId id, Attempt attempt) {
        return retention.isZero() ? erasing : new KeepingSent(erasing, this, reading.sent(id, attempt));
    }

    void put(Sent message) {
        store.sent.put(numbers.next().value(), new SentRecord(message).toOctets());
    }

    /** Whether there is anything to erase. Reads only. */
    boolean hasExpired(Instant now) {
        return byAge.hasExpired(now);
    }

    /** Erases the oldest entries, of those that were kept for long enough. */
    void expire(Instant now) {
        byAge.expired(now).forEach(store.sent::remove);
    }

    @Override
    public List<Entry> list(String route, Optional<OutboxId> after, int most) {
        Long first = after.map(number -> number.value() + 1).orElse(null);
        return search(first, false, Long.MAX_VALUE, most, entry -> entry.message()
                .route()
                .equals(route));
    }

    @Override
    public List<Entry> find(String messageId) {
        return search(null, true, MOST_SEARCHED, MOST_FOUND, entry -> entry.message()
                .messageId()
                .equals(messageId));
    }

    /** From an entry on, or from the first if that is null. */
    private List<Entry> search(Long from, boolean backwards, long mostSearched, int most, Predicate<Entry> wanted) {
        commits.checkRunning();
        List<Entry> found = new ArrayList<>();
        List<Entry> page = page(from, backwards);
        long searched = 0;
        while (!page.isEmpty() && found.size() < most && searched < mostSearched) {
            page.stream().filter(wanted).limit(most - found.size()).forEach(found::add);
            searched += page.size();
            long last = page.get(page.size() - 1).number().value();
            page = page(backwards ? last - 1 : last + 1, backwards);
        }
        return found;
    }

    private List<Entry> page(Long from, boolean backwards) {
        return reading.look(() -> {
            List<Entry> page = new ArrayList<>();
            Cursor<Long, byte[]> entries = store.sent.cursor(from, null, backwards);
            while (page.size() < PAGE && entries.hasNext()) {
                OutboxId number = new OutboxId(entries.next());
                page.add(new Entry(number, SentRecord.of(entries.getValue()).message()));
            }
            return page;
        });
    }
}
