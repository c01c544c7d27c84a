package org.postbound.ra;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postbound.InvalidEmailException;
import org.postbound.Mailbox;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.config.Credentials;
import org.postbound.config.DeliveryConfig;
import org.postbound.config.FactoryConfig;
import org.postbound.config.Mechanism;
import org.postbound.config.RecipientPattern;
import org.postbound.config.RecipientPolicy;
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
                        toMechanisms(),
                        toTls(),
                        toTimeouts(),
                        present(bean.getHeloName()),
                        required("Pipelining", bean.getPipelining())),
                hosts().subList(1, hosts().size()),
                toLimits(),
                toDelivery(),
                present(bean.getFrom()).map(ConfigReader::toMailbox),
                toRecipients(),
                required("Asynchronous", bean.getAsynchronous()),
                required("PartialDelivery", bean.getPartialDelivery()),
                required("MaxMessageSize", bean.getMaxMessageSize()),
                required("RateLimit", bean.getRateLimit()));
    }

    private SmtpConnectionSpec.Server toServer() {
        Security protection = constant("Security", bean.getSecurity(), Security.values());
        int port = required("PortNumber", bean.getPortNumber());
        return new SmtpConnectionSpec.Server(hosts().get(0), port == 0 ? protection.defaultPort() : port, protection);
    }

    /** The first is the server, the others take its place while it cannot be reached. */
    private List<String> hosts() {
        return List.of(required("ServerName", bean.getServerName()).split(",", -1));
    }

    private Credentials toCredentials() {
        Optional<String> userName = present(bean.getUserName());
        Optional<String> password = present(bean.getPassword());
        Optional<String> endpoint = present(bean.getOAuth2TokenEndpoint());
        if (endpoint.isPresent()) {
            return toOAuth2(endpoint.get(), password);
        }
        checkUnused("OAuth2ClientId", bean.getOAuth2ClientId());
        checkUnused("OAuth2ClientSecret", bean.getOAuth2ClientSecret());
        checkUnused("OAuth2RefreshToken", bean.getOAuth2RefreshToken());
        checkUnused("OAuth2Scope", bean.getOAuth2Scope());
        if (password.isEmpty() && isCertificateMeant(userName)) {
            return new Credentials.Certificate(userName);
        }
        return userName.isEmpty() && password.isEmpty()
                ? new Credentials.None()
                : new Credentials.Password(bean.getUserName(), bean.getPassword());
    }

    /** A server may want a certificate without AUTH, so a key store alone does not ask for EXTERNAL. */
    private boolean isCertificateMeant(Optional<String> userName) {
        boolean isNamed = !words(bean.getAuthenticationMechanisms()).isEmpty()
                && toMechanisms().contains(Mechanism.EXTERNAL);
        return userName.isPresent() ? present(bean.getKeyStore()).isPresent() : isNamed;
    }

    private Credentials toOAuth2(String endpoint, Optional<String> password) {
        if (password.isPresent()) {
            throw new SmtpConfigurationException(
                    "Password", "is set, and so is OAuth2TokenEndpoint; remove one of them");
        }
        return new Credentials.OAuth2(
                bean.getUserName(),
                toUri(endpoint),
                bean.getOAuth2ClientId(),
                present(bean.getOAuth2ClientSecret()),
                present(bean.getOAuth2RefreshToken()),
                present(bean.getOAuth2Scope()));
    }

    private static void checkUnused(String property, String value) {
        if (present(value).isPresent()) {
            throw new SmtpConfigurationException(
                    property, "is set although OAuth2TokenEndpoint is empty; set that, too, or remove it");
        }
    }

    /** What is shown leaves out a user and a query, which may have secrets; so the cause, which has them, is left out. */
    private static URI toUri(String endpoint) {
        try {
            return new URI(endpoint);
        } catch (URISyntaxException e) {
            String shown = endpoint.replaceFirst("(?s)[?#].*", "").replaceFirst("(?s)//.*@", "//");
            throw new SmtpConfigurationException(
                    "OAuth2TokenEndpoint",
                    "is \"%s\", which is no URL (%s); give one such as https://login.example.org/token"
                            .formatted(printable(shown), e.getReason()));
        }
    }

    private List<Mechanism> toMechanisms() {
        List<String> names = words(bean.getAuthenticationMechanisms());
        return names.isEmpty()
                ? Mechanism.STRONGEST_FIRST
                : names.stream().map(ConfigReader::toMechanism).distinct().toList();
    }

    private static Mechanism toMechanism(String name) {
        return Mechanism.of(name)
                .orElseThrow(() -> new SmtpConfigurationException(
                        "AuthenticationMechanisms",
                        "has \"%s\", which is unknown; give some of %s, or remove it to have the strongest that is offered"
                                .formatted(printable(name), Mechanism.STRONGEST_FIRST)));
    }

    private Tls toTls() {
        return new Tls(
                required("CheckServerIdentity", bean.getCheckServerIdentity()),
                present(bean.getTrustStore())
                        .map(file ->
                                new Tls.TrustStore(toPath("TrustStore", file), present(bean.getTrustStorePassword()))),
                present(bean.getKeyStore())
                        .map(file -> new Tls.KeyStore(toPath("KeyStore", file), present(bean.getKeyStorePassword()))),
                words(bean.getTlsProtocols()),
                required("CheckRevocation", bean.getCheckRevocation()));
    }

    private static Path toPath(String property, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new SmtpConfigurationException(
                    property,
                    "is \"%s\", which is no path on this system (%s); give that of a PKCS12 or JKS file"
                            .formatted(printable(file), e.getReason()),
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

    private DeliveryConfig toDelivery() {
        return new DeliveryConfig(
                required("DeliveryConnections", bean.getDeliveryConnections()),
                Duration.ofMillis(required("RetryInterval", bean.getRetryInterval())),
                required("RetryMultiplier", bean.getRetryMultiplier()),
                Duration.ofMillis(required("MaxRetryInterval", bean.getMaxRetryInterval())),
                Duration.ofMillis(required("ExpireAfter", bean.getExpireAfter())),
                constant("InDoubtPolicy", bean.getInDoubtPolicy(), DeliveryConfig.InDoubtPolicy.values()));
    }

    private RecipientPolicy toRecipients() {
        List<RecipientPattern> allowed = present(bean.getAllowedRecipients()).stream()
                .flatMap(list -> Stream.of(list.split(",", -1)))
                .map(pattern -> RecipientPattern.of(pattern.strip()))
                .toList();
        return new RecipientPolicy(present(bean.getRedirectTo()), allowed);
    }

    private static <T extends Enum<T>> T constant(String property, String name, T[] values) {
        return Stream.of(values)
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SmtpConfigurationException(
                        property, "is \"%s\"; give one of %s".formatted(name, Arrays.asList(values))));
    }

    private static Mailbox toMailbox(String text) {
        try {
            return Mailbox.parse(text);
        } catch (InvalidEmailException e) {
            throw new SmtpConfigurationException(
                    "From", "is no mailbox; write it as shop@example.org or Shop <shop@example.org>", e);
        }
    }

    /** Lists are separated by commas or blanks; empty if there is none. */
    private static List<String> words(String list) {
        return present(list).stream()
                .flatMap(text -> Stream.of(text.split("[ ,]+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String printable(String value) {
        return value.replaceAll("\\p{Cntrl}", "?");
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
