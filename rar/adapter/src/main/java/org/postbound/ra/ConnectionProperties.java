package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How a connection is used and when it is replaced, as the container sets it. */
public abstract sealed class ConnectionProperties extends ServerProperties permits DeliveryProperties {
    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "Whether commands are sent in groups to servers that offer PIPELINING (RFC 2920).")
    @NotNull(message = "Pipelining" + IS_NULL)
    private Boolean pipelining = true;

    @ConfigProperty(
            description = "Milliseconds without use after which the server is asked (NOOP) whether it still "
                    + "answers, before the connection is used. 0: before each use.")
    @NotNull(message = "ValidateAfterIdle" + IS_NULL)
    @PositiveOrZero(
            message = "ValidateAfterIdle is ${validatedValue}; give milliseconds, or 0 to check before each use")
    private Integer validateAfterIdle = 30_000;

    @ConfigProperty(description = "Messages that a connection carries before it is replaced. 0: no limit.")
    @NotNull(message = "MaxMessagesPerConnection" + IS_NULL)
    @PositiveOrZero(
            message = "MaxMessagesPerConnection is ${validatedValue}; give a number of messages, or 0 for no limit")
    private Integer maxMessagesPerConnection = 0;

    @ConfigProperty(
            description = "Milliseconds after which a connection is replaced before it is used again. 0: no limit.")
    @NotNull(message = "MaxConnectionAge" + IS_NULL)
    @PositiveOrZero(message = "MaxConnectionAge is ${validatedValue}; give milliseconds, or 0 for no limit")
    private Integer maxConnectionAge = 0;

    @ConfigProperty(
            description = "Messages per second, over all connections of the factory together; whoever comes too "
                    + "early waits. 0: no limit.")
    @NotNull(message = "RateLimit" + IS_NULL)
    @PositiveOrZero(message = "RateLimit is ${validatedValue}; give messages per second, or 0 for no limit")
    private Double rateLimit = 0.0;

    ConnectionProperties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.addAll(
                Arrays.asList(pipelining, validateAfterIdle, maxMessagesPerConnection, maxConnectionAge, rateLimit));
        return values;
    }

    /**
     * Returns whether commands are sent in groups to servers that offer PIPELINING (RFC 2920).
     *
     * @return whether to use what the server offers
     */
    public final Boolean getPipelining() {
        return pipelining;
    }

    /**
     * Sets whether commands are sent in groups to servers that offer PIPELINING (RFC 2920).
     *
     * @param pipelining whether to use what the server offers
     */
    public final void setPipelining(Boolean pipelining) {
        this.pipelining = pipelining;
    }

    /**
     * Returns after how long without use the server is asked whether it still answers.
     *
     * @return milliseconds; 0 to ask before each use
     */
    public final Integer getValidateAfterIdle() {
        return validateAfterIdle;
    }

    /**
     * Sets after how long without use the server is asked whether it still answers.
     *
     * @param validateAfterIdle milliseconds; 0 to ask before each use
     */
    public final void setValidateAfterIdle(Integer validateAfterIdle) {
        this.validateAfterIdle = validateAfterIdle;
    }

    /**
     * Returns how many messages a connection carries before it is replaced.
     *
     * @return a number; 0 for no limit
     */
    public final Integer getMaxMessagesPerConnection() {
        return maxMessagesPerConnection;
    }

    /**
     * Sets how many messages a connection carries before it is replaced.
     *
     * @param maxMessagesPerConnection a number; 0 for no limit
     */
    public final void setMaxMessagesPerConnection(Integer maxMessagesPerConnection) {
        this.maxMessagesPerConnection = maxMessagesPerConnection;
    }

    /**
     * Returns how old a connection gets before it is replaced.
     *
     * @return milliseconds; 0 for no limit
     */
    public final Integer getMaxConnectionAge() {
        return maxConnectionAge;
    }

    /**
     * Sets how old a connection gets before it is replaced.
     *
     * @param maxConnectionAge milliseconds; 0 for no limit
     */
    public final void setMaxConnectionAge(Integer maxConnectionAge) {
        this.maxConnectionAge = maxConnectionAge;
    }

    /**
     * Returns how many messages are sent per second, over all connections of the factory.
     *
     * @return messages per second; 0 for no limit
     */
    public final Double getRateLimit() {
        return rateLimit;
    }

    /**
     * Sets how many messages are sent per second, over all connections of the factory.
     *
     * @param rateLimit messages per second; 0 for no limit
     */
    public final void setRateLimit(Double rateLimit) {
        this.rateLimit = rateLimit;
    }
}
