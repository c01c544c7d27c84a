package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How the mail of the outbox is handed over to the server, as the container sets it. */
public abstract sealed class DeliveryProperties extends ConnectionProperties permits RecipientProperties {
    private static final long serialVersionUID = 1L;

    private static final String NO_NUMBER =
            "DeliveryConnections is ${validatedValue}; give a number of sessions from 1 to 100";
    private static final String NO_FACTOR = "RetryMultiplier is ${validatedValue}; give a factor from 1 to 100";
    private static final String NO_TIME = " is ${validatedValue}; give milliseconds, 1 or more";

    @ConfigProperty(description = "Sessions that hand over the mail of the outbox at the same time, at most.")
    @NotNull(message = "DeliveryConnections" + IS_NULL)
    @Min(value = 1, message = NO_NUMBER)
    @Max(value = 100, message = NO_NUMBER)
    private Integer deliveryConnections = 2;

    @ConfigProperty(
            description = "Milliseconds after which a message of the outbox that could not be handed over is tried "
                    + "a second time.")
    @NotNull(message = "RetryInterval" + IS_NULL)
    @Min(value = 1, message = "RetryInterval" + NO_TIME)
    private Long retryInterval = 60_000L;

    @ConfigProperty(description = "Factor by which RetryInterval grows from attempt to attempt.")
    @NotNull(message = "RetryMultiplier" + IS_NULL)
    @Min(value = 1, message = NO_FACTOR)
    @Max(value = 100, message = NO_FACTOR)
    private Double retryMultiplier = 2.0;

    @ConfigProperty(description = "Milliseconds that RetryInterval does not grow beyond.")
    @NotNull(message = "MaxRetryInterval" + IS_NULL)
    @Min(value = 1, message = "MaxRetryInterval" + NO_TIME)
    private Long maxRetryInterval = 3_600_000L;

    @ConfigProperty(description = "Milliseconds after which a message of the outbox is given up.")
    @NotNull(message = "ExpireAfter" + IS_NULL)
    @Min(value = 1, message = "ExpireAfter" + NO_TIME)
    private Long expireAfter = 432_000_000L;

    @ConfigProperty(
            description = "What becomes of a message of the outbox whose final reply was lost. RETRY: it is sent "
                    + "again, and may arrive twice. PARK: it waits for an operator.")
    @NotNull(message = "InDoubtPolicy" + IS_NULL)
    @Pattern(regexp = "RETRY|PARK", message = "InDoubtPolicy is \"${validatedValue}\"; give RETRY or PARK")
    private String inDoubtPolicy = "RETRY";

    DeliveryProperties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.addAll(Arrays.asList(
                deliveryConnections, retryInterval, retryMultiplier, maxRetryInterval, expireAfter, inDoubtPolicy));
        return values;
    }

    /**
     * Returns how many sessions hand over the mail of the outbox.
     *
     * @return the most at the same time
     */
    public final Integer getDeliveryConnections() {
        return deliveryConnections;
    }

    /**
     * Sets how many sessions hand over the mail of the outbox.
     *
     * @param deliveryConnections the most at the same time, 1 to 100
     */
    public final void setDeliveryConnections(Integer deliveryConnections) {
        this.deliveryConnections = deliveryConnections;
    }

    /**
     * Returns how long after the first attempt the second is made.
     *
     * @return milliseconds
     */
    public final Long getRetryInterval() {
        return retryInterval;
    }

    /**
     * Sets how long after the first attempt the second is made.
     *
     * @param retryInterval milliseconds
     */
    public final void setRetryInterval(Long retryInterval) {
        this.retryInterval = retryInterval;
    }

    /**
     * Returns by what the interval grows from attempt to attempt.
     *
     * @return a factor
     */
    public final Double getRetryMultiplier() {
        return retryMultiplier;
    }

    /**
     * Sets by what the interval grows from attempt to attempt.
     *
     * @param retryMultiplier a factor from 1 to 100
     */
    public final void setRetryMultiplier(Double retryMultiplier) {
        this.retryMultiplier = retryMultiplier;
    }

    /**
     * Returns what the interval does not grow beyond.
     *
     * @return milliseconds
     */
    public final Long getMaxRetryInterval() {
        return maxRetryInterval;
    }

    /**
     * Sets what the interval does not grow beyond.
     *
     * @param maxRetryInterval milliseconds, at least those of RetryInterval
     */
    public final void setMaxRetryInterval(Long maxRetryInterval) {
        this.maxRetryInterval = maxRetryInterval;
    }

    /**
     * Returns how long after it was stored a message is given up.
     *
     * @return milliseconds
     */
    public final Long getExpireAfter() {
        return expireAfter;
    }

    /**
     * Sets how long after it was stored a message is given up.
     *
     * @param expireAfter milliseconds
     */
    public final void setExpireAfter(Long expireAfter) {
        this.expireAfter = expireAfter;
    }

    /**
     * Returns what becomes of a message whose final reply was lost.
     *
     * @return RETRY: it is sent again, and may arrive twice; PARK: it waits for an operator
     */
    public final String getInDoubtPolicy() {
        return inDoubtPolicy;
    }

    /**
     * Sets what becomes of a message whose final reply was lost.
     *
     * @param inDoubtPolicy RETRY: it is sent again, and may arrive twice; PARK: it waits for an operator
     */
    public final void setInDoubtPolicy(String inDoubtPolicy) {
        this.inDoubtPolicy = inDoubtPolicy;
    }
}
