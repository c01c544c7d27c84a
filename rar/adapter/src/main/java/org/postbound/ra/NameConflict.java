package org.postbound.ra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.FactoryConfig;

/**
 * Two configurations under one name in one outbox: the mail of one would leave through the server, and as the user, of the
 * other.
 */
record NameConflict(FactoryConfig active, FactoryConfig added) {
    private static final Map<String, Function<FactoryConfig, Object>> PROPERTIES = new LinkedHashMap<>();

    static {
        PROPERTIES.put("ServerName", config -> List.of(config.session().server().host(), config.otherHosts()));
        PROPERTIES.put("PortNumber", config -> config.session().server().port());
        PROPERTIES.put("Security", config -> config.session().server().security());
        PROPERTIES.put("UserName or its secret", config -> config.session().credentials());
        PROPERTIES.put("AuthenticationMechanisms", config -> config.session().mechanisms());
        PROPERTIES.put("CheckServerIdentity, TlsProtocols or a key store", config -> config.session()
                .tls());
        PROPERTIES.put("timeouts", config -> config.session().timeouts());
        PROPERTIES.put("HeloName", config -> config.session().heloName());
        PROPERTIES.put("Pipelining", config -> config.session().pipelining());
        PROPERTIES.put("limits of a connection", FactoryConfig::limits);
        PROPERTIES.put("DeliveryConnections, retries or InDoubtPolicy", FactoryConfig::delivery);
        PROPERTIES.put("From", FactoryConfig::from);
        PROPERTIES.put("RedirectTo or AllowedRecipients", FactoryConfig::recipients);
        PROPERTIES.put("Asynchronous", FactoryConfig::asynchronous);
        PROPERTIES.put("PartialDelivery", FactoryConfig::partialDelivery);
        PROPERTIES.put("MaxMessageSize", FactoryConfig::maxMessageSize);
        PROPERTIES.put("RateLimit", FactoryConfig::rateLimit);
    }

    /** Throws if configurations of one name differ. */
    static void check(FactoryConfig active, FactoryConfig added) {
        if (!active.equals(added)) {
            throw new NameConflict(active, added).refusal();
        }
    }

    private SmtpConfigurationException refusal() {
        return new SmtpConfigurationException(
                "Name",
                "is \"%s\" for two connection factories of one outbox: %s, which is there already, and %s; they differ in %s."
                                .formatted(added.name(), describe(active), describe(added), differences())
                        + " Give one of them another Name, or both the same properties; if the properties of one were changed,"
                        + " restart the adapter");
    }

    private static String describe(FactoryConfig config) {
        SmtpConnectionSpec.Server server = config.session().server();
        Credentials credentials = config.session().credentials();
        return "%s:%d (%s, %s)"
                .formatted(
                        server.host(),
                        server.port(),
                        server.security(),
                        credentials instanceof Credentials.None ? "no user" : credentials);
    }

    private String differences() {
        return PROPERTIES.entrySet().stream()
                .filter(property -> !property.getValue()
                        .apply(active)
                        .equals(property.getValue().apply(added)))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }
}
