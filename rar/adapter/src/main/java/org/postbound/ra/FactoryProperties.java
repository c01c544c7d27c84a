package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.FactoryConfig;

/**
 * The properties of a connection factory as the container sets them. They are checked when they turn into a {@link
 * FactoryConfig}, not one by one, since the container sets them in any order.
 *
 * <p>The constraints are for containers that validate the beans (6.3.7.5): they refuse nothing that the configuration would
 * take, and leave to it what they cannot say of one property alone.
 */
public abstract sealed class FactoryProperties extends RecipientProperties permits SmtpManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    @ConfigProperty(
            description = "The route of the mail in the outbox, and what the connection factory is called in the "
                    + "names of MBeans. Factories of one outbox that differ need names that differ.")
    @NotNull(message = "Name" + IS_NULL)
    @Pattern(
            regexp = "(?=\\P{Cntrl}*[^\\p{Cntrl}\\p{javaWhitespace}])" + LINE,
            message = "Name is blank or contains a control character;"
                    + " give it a name, or remove it to have \"default\"")
    private String name = "default";

    @ConfigProperty(
            description = "Author of messages that name none, such as shop@example.org or Shop <shop@example.org>. "
                    + "Empty: each message has to name its author.")
    @Pattern(
            regexp = "[^\\r\\n\\x00]*",
            message = "From contains CR, LF or NUL; write it as shop@example.org or Shop <shop@example.org>")
    private String from;

    @ConfigProperty(
            description = "Whether mail outside of a transaction goes through the outbox: a send returns when it is "
                    + "on disk, and it leaves soon. false: a send waits for the server. Needs an outbox.")
    @NotNull(message = "Asynchronous" + IS_NULL)
    private Boolean asynchronous = false;

    @ConfigProperty(
            description = "Whether a message goes to the recipients that the server takes although it refuses "
                    + "others. false: to all recipients or to none.")
    @NotNull(message = "PartialDelivery" + IS_NULL)
    private Boolean partialDelivery = false;

    @ConfigProperty(description = "Octets that a rendered message may have at most. 0: what the server announces.")
    @NotNull(message = "MaxMessageSize" + IS_NULL)
    @PositiveOrZero(message = "MaxMessageSize is ${validatedValue}; give octets, or 0 to leave the limit to the server")
    private Long maxMessageSize = 0L;

    FactoryProperties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.addAll(Arrays.asList(name, from, asynchronous, partialDelivery, maxMessageSize));
        return values;
    }

    /**
     * Makes the configuration.
     *
     * @throws SmtpConfigurationException if a property cannot work, naming it
     */
    final FactoryConfig toConfig() {
        return new ConfigReader(this).read();
    }

    /** Returns whether the other bean is of the same class and has the same properties (20.4.1). */
    @Override
    public final boolean equals(Object other) {
        return other == this
                || (other instanceof FactoryProperties that
                        && getClass() == that.getClass()
                        && values().equals(that.values()));
    }

    /** Returns a hash of the properties. */
    @Override
    public final int hashCode() {
        return Objects.hash(getClass(), values());
    }

    /**
     * Returns what the factory is called where several are listed.
     *
     * @return a name
     */
    public final String getName() {
        return name;
    }

    /**
     * Sets what the factory is called where several are listed.
     *
     * @param name a name
     */
    public final void setName(String name) {
        this.name = name;
    }

    /**
     * Returns the author of messages that name none.
     *
     * @return a mailbox
     */
    public final String getFrom() {
        return from;
    }

    /**
     * Sets the author of messages that name none.
     *
     * @param from a mailbox
     */
    public final void setFrom(String from) {
        this.from = from;
    }

    /**
     * Returns whether mail outside of a transaction goes through the outbox.
     *
     * @return false if a send waits for the server instead
     */
    public final Boolean getAsynchronous() {
        return asynchronous;
    }

    /**
     * Sets whether mail outside of a transaction goes through the outbox; there has to be one.
     *
     * @param asynchronous false if a send waits for the server instead
     */
    public final void setAsynchronous(Boolean asynchronous) {
        this.asynchronous = asynchronous;
    }

    /**
     * Returns whether a message goes to the recipients that the server takes although it refuses others.
     *
     * @return false: all recipients or none
     */
    public final Boolean getPartialDelivery() {
        return partialDelivery;
    }

    /**
     * Sets whether a message goes to the recipients that the server takes although it refuses others.
     *
     * @param partialDelivery false: all recipients or none
     */
    public final void setPartialDelivery(Boolean partialDelivery) {
        this.partialDelivery = partialDelivery;
    }

    /**
     * Returns how large a rendered message may be.
     *
     * @return octets; 0 leaves the limit to the server
     */
    public final Long getMaxMessageSize() {
        return maxMessageSize;
    }

    /**
     * Sets how large a rendered message may be.
     *
     * @param maxMessageSize octets; 0 leaves the limit to the server
     */
    public final void setMaxMessageSize(Long maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }
}
