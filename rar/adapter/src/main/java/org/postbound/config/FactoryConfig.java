package org.postbound.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.postbound.Mailbox;
import org.postbound.SmtpConfigurationException;

/**
 * The configuration of a connection factory.
 *
 * @param name what it is called where several are listed
 * @param session how its sessions are opened
 * @param otherHosts servers that take the place of the session's while that cannot be reached, in this order; all else is
 *     the same
 * @param limits how long a session is used
 * @param delivery how the mail of the outbox is handed over
 * @param from the author of messages that name none
 * @param recipients who gets the mail; whoever forgets in production that not everybody does loses mail
 * @param asynchronous whether mail outside of a transaction goes through the outbox
 * @param partialDelivery whether a message goes to the recipients that the server takes although it refuses others
 * @param maxMessageSize octets that a rendered message may have at most; 0 leaves it to the server
 * @param rateLimit messages per second, of all connections together; 0 for no limit
 */
public record FactoryConfig(
        String name,
        SessionConfig session,
        List<String> otherHosts,
        SessionLimits limits,
        DeliveryConfig delivery,
        Optional<Mailbox> from,
        RecipientPolicy recipients,
        boolean asynchronous,
        boolean partialDelivery,
        long maxMessageSize,
        double rateLimit) {
    /** Checks name, size and rate. */
    public FactoryConfig {
        if (name.isBlank()) {
            throw new SmtpConfigurationException("Name", "is empty; give it a name, or remove it to have \"default\"");
        }
        Checks.noControlCharacters("Name", name);
        Objects.requireNonNull(session, "session");
        otherHosts = List.copyOf(otherHosts);
        otherHosts.forEach(session::at);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(recipients, "recipients");
        Checks.notNegative("MaxMessageSize", maxMessageSize, "octets, or 0 to leave the limit to the server");
        Checks.notNegative("RateLimit", rateLimit, "messages per second, or 0 for no limit");
    }

    /**
     * Returns where a session may lead to.
     *
     * @param target the factory's own session, or the one that an application asks for
     * @return the target and, if it is the factory's own server, those that take its place
     */
    public List<SessionConfig> relays(SessionConfig target) {
        List<String> others = target.server().equals(session.server()) ? otherHosts : List.of();
        return Stream.concat(Stream.of(target), others.stream().map(target::at)).toList();
    }
}
