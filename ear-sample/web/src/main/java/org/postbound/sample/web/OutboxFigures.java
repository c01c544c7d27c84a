package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * The mail that waits, through Postbound's MBeans: those of outboxes, and those of connection factories for the server's name
 * and why it could not be reached.
 */
final class OutboxFigures {
    /** How many messages of a route and state are listed; all are counted. */
    static final int MOST = 20;

    private static final String OUTBOXES = "org.postbound:type=Outbox,*";
    private static final List<String> STATES =
            List.of("IN_DELIVERY", "ELIGIBLE", "DEFERRED", "FAILED", "PARKED", "EXPIRED");
    private static final String[] LIST_SIGNATURE = {
        String.class.getName(), String.class.getName(), String.class.getName(), int.class.getName()
    };

    private final Beans beans;
    private final Clock clock;

    OutboxFigures(MBeanServer server, Clock clock) {
        this.beans = new Beans(server);
        this.clock = clock;
    }

    /** What an operator can do about a message; the names are those of the MBean's operations. */
    enum Action {
        /** Tries it again at once. */
        RETRY("retry"),
        /** Gives it up. */
        REMOVE("remove");

        private final String operation;

        Action(String operation) {
            this.operation = operation;
        }

        static Optional<Action> of(String operation) {
            return List.of(values()).stream()
                    .filter(action -> action.operation.equals(operation))
                    .findFirst();
        }
    }

    /**
     * Returns all there is.
     *
     * @return arrays {@code routes} and {@code messages}, those of a route and state the oldest first; and {@code now}, to
     *     tell how long it is to the times in there
     * @throws JMException if an MBean cannot be read: the cause says why
     */
    JsonObject read() throws JMException {
        JsonArrayBuilder routes = Json.createArrayBuilder();
        JsonArrayBuilder messages = Json.createArrayBuilder();
        for (ObjectName outbox : beans.matching(OUTBOXES)) {
            for (CompositeData route : routes(outbox)) {
                routes.add(route(outbox, route));
                addMessages(outbox, route, messages);
            }
        }
        return Json.createObjectBuilder()
                .add("now", clock.instant().toString())
                .add("routes", routes)
                .add("messages", messages)
                .build();
    }

    /**
     * Does something about a message.
     *
     * @param outbox the {@code outbox} that was read
     * @param id the message's
     * @return false if there is no such outbox
     * @throws JMException if it cannot be done: the cause says why
     * @throws JMRuntimeException likewise
     */
    boolean perform(Action action, String outbox, String id) throws JMException {
        Optional<ObjectName> name = beans.matching(OUTBOXES, outbox);
        if (name.isPresent()) {
            beans.server()
                    .invoke(name.get(), action.operation, new Object[] {id}, new String[] {String.class.getName()});
        }
        return name.isPresent();
    }

    private CompositeData[] routes(ObjectName outbox) throws JMException {
        try {
            return (CompositeData[]) beans.server().getAttribute(outbox, "Routes");
        } catch (InstanceNotFoundException e) {
            return new CompositeData[0]; // undeployed a moment ago
        }
    }

    private JsonObjectBuilder route(ObjectName outbox, CompositeData route) throws JMException {
        JsonObjectBuilder messages = Json.createObjectBuilder();
        STATES.forEach(state -> messages.add(state, count(route, state)));
        JsonObjectBuilder shown = Json.createObjectBuilder()
                .add("outbox", outbox.getCanonicalName())
                .add("route", text(route, "route"))
                .add("messages", messages)
                .add("active", (boolean) route.get("active"))
                .add("paused", (boolean) route.get("paused"));
        if (route.get("unreachableUntil") != null) {
            shown.add("unreachableUntil", text(route, "unreachableUntil"));
        }
        addFactory(outbox, route, shown);
        return shown;
    }

    private static int count(CompositeData route, String state) {
        CompositeData count = ((TabularData) route.get("messages")).get(new Object[] {state});
        return count == null ? 0 : (int) count.get("value");
    }

    /** The factories of a route have the same server; errors begin with their time, and the latest counts. */
    private void addFactory(ObjectName outbox, CompositeData route, JsonObjectBuilder shown) throws JMException {
        String latest = "";
        for (ObjectName factory : beans.matching("org.postbound:type=ConnectionFactory,outbox=%s,route=%s,*"
                .formatted(outbox.getKeyProperty("outbox"), ObjectName.quote(text(route, "route"))))) {
            shown.add("server", Objects.toString(beans.server().getAttribute(factory, "Server"), ""));
            String error = Objects.toString(beans.server().getAttribute(factory, "LastError"), "");
            latest = error.compareTo(latest) > 0 ? error : latest;
        }
        if (!latest.isEmpty()) {
            shown.add("lastError", latest);
        }
    }

    private void addMessages(ObjectName outbox, CompositeData route, JsonArrayBuilder messages) throws JMException {
        for (String state : STATES) {
            if (count(route, state) > 0) {
                Object[] which = {text(route, "route"), state, null, MOST};
                for (CompositeData message :
                        (CompositeData[]) beans.server().invoke(outbox, "list", which, LIST_SIGNATURE)) {
                    messages.add(message(outbox, route, message));
                }
            }
        }
    }

    private static JsonObjectBuilder message(ObjectName outbox, CompositeData route, CompositeData message) {
        return Json.createObjectBuilder()
                .add("outbox", outbox.getCanonicalName())
                .add("route", text(route, "route"))
                .add("id", text(message, "id"))
                .add("state", text(message, "state"))
                .add("recipients", Json.createArrayBuilder(List.of((String[]) message.get("recipients"))))
                .add("attempts", (int) message.get("attempts"))
                .add("stored", text(message, "stored"))
                .add("due", text(message, "due"))
                .add("remark", text(message, "remark"));
    }

    private static String text(CompositeData data, String item) {
        return (String) data.get(item);
    }
}
