package org.postbound.ra;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postbound.SmtpException;
import org.postbound.outbox.Branch;
import org.postbound.outbox.EmlFiles;
import org.postbound.outbox.HeuristicOutcomeException;
import org.postbound.outbox.Kept;
import org.postbound.outbox.Operator;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.SentMail;
import org.postbound.outbox.State;
import org.postbound.outbox.UnknownBranchException;

/**
 * Shows an outbox to an administrator, and obeys. The exceptions of the API are not known to every JMX client, so their text
 * goes out in a standard one.
 */
final class OutboxMonitor implements OutboxMXBean {
    private final Outbox outbox;
    private final Operator operator;
    private final ShownMail mail;
    private final RouteControl routes;
    private final Clock clock;

    OutboxMonitor(Outbox outbox, Routes routes, Clock clock) {
        this.outbox = outbox;
        this.operator = outbox.operator();
        this.mail = new ShownMail(outbox);
        this.routes = new RouteControl(operator, routes, clock);
        this.clock = clock;
    }

    /** The outbox is closed: whoever waits for it in vain is let go. */
    void close() {
        routes.close();
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private interface Order {
        void obey() throws IOException;
    }

    private static <T> T told(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (SmtpException
                | HeuristicOutcomeException
                | UnknownBranchException
                | IllegalStateException
                | IllegalArgumentException e) {
            throw new IOException(e.getMessage());
        }
    }

    private static void done(Order order) throws IOException {
        told(() -> {
            order.obey();
            return null;
        });
    }

    @Override
    public List<RouteStatus> getRoutes() throws IOException {
        return told(routes::list);
    }

    @Override
    public List<MessageStatus> list(String route, String state, String after, int most) throws IOException {
        return told(() -> {
            Predicate<Kept> wanted = isEmpty(state) ? kept -> true : in(state(state));
            return mail.list(route, wanted, id(after), most);
        });
    }

    private static Optional<OutboxId> id(String text) {
        return isEmpty(text) ? Optional.empty() : Optional.of(OutboxId.parse(text));
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    private static Predicate<Kept> in(State state) {
        return kept -> kept.state() == state;
    }

    private static State state(String name) {
        return Arrays.stream(State.values())
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"%s\" is no state; give one of %s".formatted(name, Arrays.asList(State.values()))));
    }

    @Override
    public String show(String id) throws IOException {
        return told(() -> mail.show(OutboxId.parse(id)));
    }

    @Override
    public String content(String id) throws IOException {
        return told(() -> mail.content(OutboxId.parse(id)));
    }

    @Override
    public void export(String id, String file) throws IOException {
        done(() -> new EmlFiles(outbox).write(OutboxId.parse(id), Path.of(file)));
    }

    @Override
    public int exportAll(String route, String state, String directory) throws IOException {
        return told(() -> new EmlFiles(outbox).writeAll(route, state(state), Path.of(directory)));
    }

    @Override
    public void retry(String id) throws IOException {
        done(() -> operator.retry(OutboxId.parse(id), clock.instant()));
    }

    @Override
    public int retryAll(String route, String state) throws IOException {
        return told(() -> operator.retryAll(route, state(state), clock.instant()));
    }

    @Override
    public void park(String id) throws IOException {
        done(() -> operator.park(OutboxId.parse(id)));
    }

    @Override
    public int parkAll(String route, String state) throws IOException {
        return told(() -> operator.parkAll(route, state(state)));
    }

    @Override
    public void release(String id) throws IOException {
        done(() -> operator.release(OutboxId.parse(id), clock.instant()));
    }

    @Override
    public void changeRecipient(String id, String from, String to) throws IOException {
        done(() -> operator.changeRecipient(OutboxId.parse(id), from, to, clock.instant()));
    }

    @Override
    public void move(String id, String route) throws IOException {
        done(() -> {
            routes.checkActive(route);
            operator.move(OutboxId.parse(id), route, clock.instant());
        });
    }

    @Override
    public int moveAll(String route, String state, String to) throws IOException {
        return told(() -> {
            routes.checkActive(to);
            return operator.moveAll(route, state(state), to, clock.instant());
        });
    }

    @Override
    public void remove(String id) throws IOException {
        done(() -> operator.remove(OutboxId.parse(id)));
    }

    @Override
    public void pause(String route) throws IOException {
        done(() -> routes.pause(route));
    }

    @Override
    public void resume(String route) throws IOException {
        done(() -> routes.resume(route));
    }

    @Override
    public int drain(String route, int seconds) throws IOException {
        return told(() -> routes.drain(route, seconds));
    }

    @Override
    public List<String> branches(String route) throws IOException {
        return told(() -> outbox.branches(route).stream()
                .map(branch -> "%s %s since %s, %d messages"
                        .formatted(branch.xid(), branch.state(), branch.since(), branch.messages()))
                .toList());
    }

    @Override
    public void decide(String route, String xid, boolean commit) throws IOException {
        done(() -> {
            Branch branch = outbox.branches(route).stream()
                    .filter(candidate -> candidate.xid().toString().equals(xid))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "branch %s of route %s is not there; ask branches(\"%s\")".formatted(xid, route, route)));
            outbox.completeHeuristically(route, branch.xid(), commit);
        });
    }

    @Override
    public List<SubscriptionStatus> getSubscriptions() throws IOException {
        return told(() -> outbox.subscriptions().list().stream()
                .<SubscriptionStatus>map(ShownSubscription::new)
                .toList());
    }

    @Override
    public void removeSubscription(String name) throws IOException {
        done(() -> outbox.subscriptions().remove(name));
    }

    @Override
    public List<SentStatus> sent(String route, String after, int most) throws IOException {
        return told(() -> shown(outbox.sent().list(route, id(after), most)));
    }

    @Override
    public List<SentStatus> findSent(String messageId) throws IOException {
        return told(() -> shown(outbox.sent().find(messageId)));
    }

    private static List<SentStatus> shown(List<SentMail.Entry> entries) {
        return entries.stream().<SentStatus>map(ShownSent::new).toList();
    }
}
