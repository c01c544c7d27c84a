package org.postbound.ra;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.FactoryConfig;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;
import org.postbound.config.Timeouts;
import org.postbound.config.Tls;

/** The door at which a bean turns into a record: what cannot work is told here, naming the property. */
record ConfigReader(FactoryProperties bean) {
    FactoryConfig read() {
        return new FactoryConfig(
                required("Name", bean.getName()),
                new SessionConfig(
                        toServer(),
                        toCredentials(),
                        toTls(),
                        toTimeouts(),
                        present(bean.getHeloName()),
                        required("Pipelining", bean.getPipelining())),
                toLimits(),
                present(bean.getFrom()).map(ConfigReader::toMailbox),
                required("PartialDelivery", bean.getPartialDelivery()),
                required("MaxMessageSize", bean.getMaxMessageSize()),
                required("RateLimit", bean.getRateLimit()));
    }

    private SmtpConnectionSpec.Server toServer() {
        Security protection = toSecurity();
        int port = required("PortNumber", bean.getPortNumber());
        return new SmtpConnectionSpec.Server(
                bean.getServerName(), port == 0 ? protection.defaultPort() : port, protection);
    }

    private Security toSecurity() {
        return Stream.of(Security.values())
                .filter(value -> value.name().equals(bean.getSecurity()))
                .findFirst()
                .orElseThrow(() -> new SmtpConfigurationException(
                        "Security",
                        "is \"%s\"; give one of %s".formatted(bean.getSecurity(), Arrays.asList(Security.values()))));
    }

    private Credentials toCredentials() {
        return present(bean.getUserName()).isEmpty()
                        && present(bean.getPassword()).isEmpty()
                ? new Credentials.None()
                : new Credentials.Password(bean.getUserName(), bean.getPassword());
    }

    private Tls toTls() {
        return new Tls(
                required("CheckServerIdentity", bean.getCheckServerIdentity()),
                present(bean.getTrustStore())
                        .map(file -> new Tls.TrustStore(toPath(file), present(bean.getTrustStorePassword()))));
    }

    private static Path toPath(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new SmtpConfigurationException(
                    "TrustStore",
                    "is \"%s\", which is no path on this system (%s); give that of a PKCS12 or JKS file"
                            .formatted(file.replaceAll("\\p{Cntrl}", "?"), e.getReason()),
                    e);
        }
    }

    private Timeouts toTimeouts() {
        return new Timeouts(
                Duration.ofMillis(required("ConnectTimeout", bean.getConnectTimeout())),
                Duration.ofMillis(required("ReadTimeout", bean.getReadTimeout())),
                Duration.ofMillis(required("FinalReplyTimeout", bean.getFinalReplyTimeout())));
    }

    private SessionLimits toLimits() {
        return new SessionLimits(
                Duration.ofMillis(required("ValidateAfterIdle", bean.getValidateAfterIdle())),
                required("MaxMessagesPerConnection", bean.getMaxMessagesPerConnection()),
                Duration.ofMillis(required("MaxConnectionAge", bean.getMaxConnectionAge())));
    }

    private static Mailbox toMailbox(String text) {
        try {
            return Mailbox.parse(text);
        } catch (InvalidEmailException e) {
            throw new SmtpConfigurationException(
                    "From", "is no mailbox; write it as shop@example.org or Shop <shop@example.org>", e);
        }
    }

    /** Consoles hand over an empty string for a property that was cleared. */
    private static Optional<String> present(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    private static <T> T required(String property, T value) {
        if (value == null) {
            throw new SmtpConfigurationException(property, "is null; remove it to have its default, or give a value");
        }
        return value;
    }
}
