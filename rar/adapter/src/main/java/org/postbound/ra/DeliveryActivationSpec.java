package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.io.Serializable;
import org.postbound.SmtpConfigurationException;

/**
 * What a message-driven bean that implements {@link org.postbound.DeliveryListener} asks for: a durable subscription to the
 * events of the adapter's outbox. Activations are known by identity, so it has no equality of its own (14.4).
 */
public final class DeliveryActivationSpec implements ActivationSpec, Serializable {
    private static final long serialVersionUID = 1L;

    private transient ResourceAdapter resourceAdapter;

    @ConfigProperty(
            description = "Name of the durable subscription in the outbox. It stays the same across deployments, "
                    + "since events are kept for it.")
    @NotEmpty(message = "SubscriptionName is not set; give a name that stays the same across deployments")
    private String subscriptionName;

    @ConfigProperty(description = "Name of the connection factory whose mail the events are of. Empty: that of all.")
    private String route;

    @Pattern(
            regexp = "\\s*|\\s*(ACCEPTED|DEFERRED|FAILED|EXPIRED|PARKED)\\s*"
                    + "(,\\s*(ACCEPTED|DEFERRED|FAILED|EXPIRED|PARKED)\\s*)*",
            message =
                    "Events has one that is unknown; give some of ACCEPTED, DEFERRED, FAILED, EXPIRED and PARKED, with"
                            + " commas between them, or nothing for all")
    @ConfigProperty(
            description = "Which events are told: some of ACCEPTED, DEFERRED, FAILED, EXPIRED and PARKED, with "
                    + "commas between them. Empty: all.")
    private String events;

    @ConfigProperty(
            description = "Milliseconds for which an event is kept that nobody takes, and the subscription if "
                    + "nobody uses it.")
    @NotNull(message = "Retention is null; remove it to have its default, or give milliseconds")
    @Min(value = 1, message = "Retention is ${validatedValue}; give milliseconds, 1 or more")
    private Long retention = 604_800_000L;

    /** For the container, which sets the properties afterwards (20.3). */
    public DeliveryActivationSpec() {}

    /**
     * Returns the name of the subscription.
     *
     * @return what it is known by in the outbox
     */
    public String getSubscriptionName() {
        return subscriptionName;
    }

    /**
     * Sets the name of the subscription. It has to stay the same across deployments, since events are kept for it.
     *
     * @param subscriptionName what it is known by in the outbox
     */
    public void setSubscriptionName(String subscriptionName) {
        this.subscriptionName = subscriptionName;
    }

    /**
     * Returns whose mail the events are of.
     *
     * @return the Name of a connection factory; null or empty for all
     */
    public String getRoute() {
        return route;
    }

    /**
     * Sets whose mail the events are of.
     *
     * @param route the Name of a connection factory; null or empty for all
     */
    public void setRoute(String route) {
        this.route = route;
    }

    /**
     * Returns which events are told.
     *
     * @return some of ACCEPTED, DEFERRED, FAILED, EXPIRED and PARKED, with commas between them; null or empty for all
     */
    public String getEvents() {
        return events;
    }

    /**
     * Sets which events are told.
     *
     * @param events some of ACCEPTED, DEFERRED, FAILED, EXPIRED and PARKED, with commas between them; null or empty for all
     */
    public void setEvents(String events) {
        this.events = events;
    }

    /**
     * Returns how long events are kept that nobody takes, and the subscription if nobody uses it.
     *
     * @return milliseconds
     */
    public Long getRetention() {
        return retention;
    }

    /**
     * Sets how long events are kept that nobody takes, and the subscription if nobody uses it.
     *
     * @param retention milliseconds, 1 or more
     */
    public void setRetention(Long retention) {
        this.retention = retention;
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    /** Called once (6.3.2). */
    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        if (resourceAdapter != null && resourceAdapter != adapter) {
            throw new jakarta.resource.spi.IllegalStateException("the activation belongs to another adapter already");
        }
        resourceAdapter = adapter;
    }

    /** Names the property that cannot work (14.4.2). */
    @Override
    public void validate() throws InvalidPropertyException {
        try {
            new ActivationReader(this).read();
        } catch (SmtpConfigurationException e) {
            InvalidPropertyException invalid = new InvalidPropertyException(e.getMessage(), e);
            invalid.setInvalidPropertyDescriptors(new PropertyDescriptor[] {descriptor(e.property())});
            throw invalid;
        }
    }

    private static PropertyDescriptor descriptor(String property) {
        try {
            return new PropertyDescriptor(property, DeliveryActivationSpec.class);
        } catch (IntrospectionException e) {
            throw new IllegalStateException("there is no property " + property, e);
        }
    }
}
