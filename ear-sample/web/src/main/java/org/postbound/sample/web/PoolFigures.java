package org.postbound.sample.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What can be seen of the pool through JMX: Postbound's own figures, a set per connection factory, and those of the
 * container's pool, which WildFly shows as the MBean {@value #WILDFLY_POOL}. Keys are the names of the attributes.
 */
final class PoolFigures {
    static final String WILDFLY_POOL = "jboss.as:subsystem=resource-adapters,resource-adapter=postbound,"
            + "connection-definitions=mail,statistics=pool";
    private static final String FACTORIES = "org.postbound:type=ConnectionFactory,*";

    private static final List<String> FACTORY_FIGURES = List.of(
            "Server", "SessionsOpen", "SessionsOpened", "MessagesSent", "MessagesRefused", "Reconnects", "LastError");
    private static final List<String> POOL_FIGURES = List.of(
            "ActiveCount",
            "InUseCount",
            "AvailableCount",
            "MaxUsedCount",
            "CreatedCount",
            "DestroyedCount",
            "WaitCount",
            "TimedOut",
            "XACommitCount",
            "XARollbackCount");

    private final Beans beans;

    PoolFigures(MBeanServer server) {
        this.beans = new Beans(server);
    }

    /**
     * Returns all there is.
     *
     * @return an array {@code factories}, and an object {@code pool} where the container shows one
     * @throws JMException if an MBean cannot be read
     */
    JsonObject read() throws JMException {
        JsonArrayBuilder factories = Json.createArrayBuilder();
        for (ObjectName factory : beans.matching(FACTORIES)) {
            attributes(factory, FACTORY_FIGURES)
                    .ifPresent(figures -> factories.add(figures.add("name", factory.getCanonicalName())));
        }
        JsonObjectBuilder all = Json.createObjectBuilder().add("factories", factories);
        attributes(Beans.name(WILDFLY_POOL), POOL_FIGURES).ifPresent(figures -> all.add("pool", figures));
        return all.build();
    }

    /**
     * Lets a connection factory talk to its server.
     *
     * @param factory the {@code name} that was read
     * @return what the server said; empty if there is no such factory
     * @throws JMException if the server cannot be talked to: the cause says why
     * @throws JMRuntimeException likewise
     */
    Optional<String> check(String factory) throws JMException {
        Optional<ObjectName> name = beans.matching(FACTORIES, factory);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(String.valueOf(beans.server().invoke(name.get(), "checkServer", null, null)));
    }

    private Optional<JsonObjectBuilder> attributes(ObjectName bean, List<String> names) throws JMException {
        JsonObjectBuilder figures = Json.createObjectBuilder();
        try {
            for (Attribute figure : beans.server()
                    .getAttributes(bean, names.toArray(String[]::new))
                    .asList()) {
                if (figure.getValue() instanceof Number number) {
                    figures.add(figure.getName(), number.longValue());
                } else if (figure.getValue() != null) {
                    figures.add(figure.getName(), figure.getValue().toString());
                }
            }
            return Optional.of(figures);
        } catch (InstanceNotFoundException e) {
            return Optional.empty(); // another server, or undeployed a moment ago
        }
    }
}
