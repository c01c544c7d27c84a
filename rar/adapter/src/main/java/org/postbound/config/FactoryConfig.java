package org.postbound.config;

import java.util.Optional;
import org.postbound.Mailbox;
import org.postbound.SmtpConfigurationException;

/**
 * The configuration of a connection factory.
 *
 * @param session how its sessions are opened
 * @param from the author of messages that name none
 * @param partialDelivery whether a message goes to the recipients that the server takes although it refuses others
 * @param maxMessageSize octets that a rendered message may have at most; 0 leaves it to the server
 */
public record FactoryConfig(
        SessionConfig session, Optional<Mailbox> from, boolean partialDelivery, long maxMessageSize) {
    /** Checks the size. */
    public FactoryConfig {
        if (maxMessageSize < 0) {
            throw new SmtpConfigurationException(
                    "MaxMessageSize", "is " + maxMessageSize + "; give octets, or 0 to leave the limit to the server");
        }
    }
}
