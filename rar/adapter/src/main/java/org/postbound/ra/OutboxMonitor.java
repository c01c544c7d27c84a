package org.postbound.ra;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.postbound.SmtpException;
import org.postbound.delivery.Delivery;
import org.postbound.mime.WireMessage;
import org.postbound.outbox.Branch;
import org.postbound.outbox.Depth;
import org.postbound.outbox.HeuristicOutcomeException;
import org.postbound.outbox.Kept;
import org.postbound.outbox.Outbox;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.State;
import org.postbound.outbox.UnknownBranchException;

/**
 * Shows an outbox to an administrator, and obeys. The exceptions of the API are not known to every JMX client, so their text
 * goes out in a standard one.
 */
final class OutboxMonitor implements OutboxMXBean {
    private static final int PAGE = 1000;

    private final Outbox outbox;
    private final Routes routes;
    private final Clock clock;

    OutboxMonitor(Outbox outbox, Routes routes, Clock clock) {
        this.outbox = outbox;
        this.routes = routes;
        this.clock = clock;
    }

    private interface Operation<T> {
        T perform() throws IOException;
    }

    private static <T> T told(Operation<T> operation) throws IOException {
        try {
            return operation.perform();
        } catch (SmtpException
                | HeuristicOutcomeException
                | UnknownBranchException
                | IllegalStateException
                | IllegalArgumentException e) {
            throw new IOException(e.getMessage());
        }
    }

    @Override
    public List<RouteStatus> getRoutes() throws IOException {
        return told(() -> {
            Map<String, Delivery> active = routes.active();
            Map<String, Depth> depths = new TreeMap<>();
            active.keySet().forEach(route -> depths.put(route, new Depth(route, new HashMap<>(), 0, Optional.empty())));
            outbox.depths().forEach(depth -> depths.put(depth.route(), depth));
            return depths.values().stream()
                    .<RouteStatus>map(depth -> new ShownRoute(depth, Optional.ofNullable(active.get(depth.route()))))
                    .toList();
        });
    }

    @Override
    public List<MessageStatus> list(String route, String state, String after, int most) throws IOException {
        return told(() -> {
            Predicate<Kept> wanted = isEmpty(state) ? kept -> true : in(state(state));
            return find(route, wanted, isEmpty(after) ? Optional.empty() : Optional.of(OutboxId.parse(after)), most)
                    .stream()
                    .<MessageStatus>map(ShownMessage::new)
                    .toList();
        });
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

    private List<Kept> find(String route, Predicate<Kept> wanted, Optional<OutboxId> after, int most) {
        List<Kept> found = new ArrayList<>();
        List<Kept> page = outbox.list(route, after, PAGE);
        while (!page.isEmpty() && found.size() < most) {
            page.stream().filter(wanted).limit(most - found.size()).forEach(found::add);
            page = outbox.list(
                    route, Optional.of(page.get(page.size() - 1).message().id()), PAGE);
        }
        return found;
    }

    @Override
    public String show(String id) throws IOException {
        return told(() -> {
            Kept kept = kept(id);
            MessageStatus status = new ShownMessage(kept);
            String content = content(id);
            int end = content.indexOf("\r\n\r\n");
            return """
                    %s %s of route %s, %d octets
                    stored %s, attempts %d, due %s
                    %s
                    from <%s> to
                    %s

                    %s
                    """.formatted(
                            status.getId(),
                            status.getState(),
                            kept.message().route(),
                            status.getSize(),
                            status.getStored(),
                            status.getAttempts(),
                            status.getDue(),
                            status.getRemark().isEmpty() ? "not tried yet" : status.getRemark(),
                            status.getReversePath(),
                            String.join("\n", status.getRecipients()),
                            (end < 0 ? content : content.substring(0, end)).replace("\r\n", "\n"));
        });
    }

    private Kept kept(String id) {
        return outbox.find(OutboxId.parse(id))
                .orElseThrow(() -> new IllegalStateException("message " + id + " is not there, or not any more"));
    }

    @Override
    public String content(String id) throws IOException {
        return told(() -> {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try (WireMessage content = outbox.content(kept(id).message())) {
                content.writeTo(octets);
            }
            return octets.toString(StandardCharsets.ISO_8859_1);
        });
    }

    @Override
    public void retry(String id) throws IOException {
        told(() -> {
            outbox.retry(OutboxId.parse(id), clock.instant());
            return null;
        });
    }

    @Override
    public int retryAll(String route, String state) throws IOException {
        return told(() -> {
            List<Kept> found = find(route, in(state(state)), Optional.empty(), Integer.MAX_VALUE);
            found.forEach(kept -> outbox.retry(kept.message().id(), clock.instant()));
            return found.size();
        });
    }

    @Override
    public void remove(String id) throws IOException {
        told(() -> {
            outbox.remove(OutboxId.parse(id));
            return null;
        });
    }

    @Override
    public void pause(String route) throws IOException {
        told(() -> {
            delivery(route).pause();
            return null;
        });
    }

    @Override
    public void resume(String route) throws IOException {
        told(() -> {
            delivery(route).resume();
            return null;
        });
    }

    private Delivery delivery(String route) {
        return Optional.ofNullable(routes.active().get(route))
                .orElseThrow(() -> new IllegalArgumentException("route \"%s\" is not active; active are %s"
                        .formatted(route, routes.active().keySet())));
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
        told(() -> {
            Branch branch = outbox.branches(route).stream()
                    .filter(candidate -> candidate.xid().toString().equals(xid))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "branch %s of route %s is not there; ask branches(\"%s\")".formatted(xid, route, route)));
            outbox.completeHeuristically(route, branch.xid(), commit);
            return null;
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
        told(() -> {
            outbox.subscriptions().remove(name);
            return null;
        });
    }
}
