package org.postbound.ra;

import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

/**
 * The properties of a connection factory as the container sets them. They are checked when they turn into a {@link
 * FactoryConfig}, not one by one, since the container sets them in any order.
 */
public abstract sealed class FactoryProperties implements Serializable permits SmtpManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    private String name = "default";
    private Integer validateAfterIdle = 30_000;
    private Integer maxMessagesPerConnection = 0;
    private Integer maxConnectionAge = 0;
    private Double rateLimit = 0.0;
    private String serverName = "localhost";
    private Integer portNumber = 0;
    private String security = "STARTTLS";
    private String userName;
    private String password;
    private String from;
    private String heloName;
    private Integer connectTimeout = 10_000;
    private Integer readTimeout = 300_000;
    private Integer finalReplyTimeout = 600_000;
    private Boolean partialDelivery = false;
    private Long maxMessageSize = 0L;
    private Boolean checkServerIdentity = true;
    private String trustStore;
    private String trustStorePassword;

    FactoryProperties() {}

    /**
     * Makes the configuration.
     *
     * @throws SmtpConfigurationException if a property cannot work, naming it
     */
    final FactoryConfig toConfig() {
        return new FactoryConfig(
                required("Name", name),
                new SessionConfig(toServer(), toCredentials(), toTls(), toTimeouts(), present(heloName)),
                toLimits(),
                present(from).map(FactoryProperties::toMailbox),
                required("PartialDelivery", partialDelivery),
                required("MaxMessageSize", maxMessageSize),
                required("RateLimit", rateLimit));
    }

    private SmtpConnectionSpec.Server toServer() {
        Security protection = toSecurity();
        int port = required("PortNumber", portNumber);
        return new SmtpConnectionSpec.Server(serverName, port == 0 ? protection.defaultPort() : port, protection);
    }

    private Security toSecurity() {
        return Stream.of(Security.values())
                .filter(value -> value.name().equals(security))
                .findFirst()
                .orElseThrow(() -> new SmtpConfigurationException(
                        "Security", "is \"%s\"; give one of %s".formatted(security, Arrays.asList(Security.values()))));
    }

    private Credentials toCredentials() {
        return present(userName).isEmpty() && present(password).isEmpty()
                ? new Credentials.None()
                : new Credentials.Password(userName, password);
    }

    private Tls toTls() {
        return new Tls(
                required("CheckServerIdentity", checkServerIdentity),
                present(trustStore).map(file -> new Tls.TrustStore(toPath(file), present(trustStorePassword))));
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
                Duration.ofMillis(required("ConnectTimeout", connectTimeout)),
                Duration.ofMillis(required("ReadTimeout", readTimeout)),
                Duration.ofMillis(required("FinalReplyTimeout", finalReplyTimeout)));
    }

    private SessionLimits toLimits() {
        return new SessionLimits(
                Duration.ofMillis(required("ValidateAfterIdle", validateAfterIdle)),
                required("MaxMessagesPerConnection", maxMessagesPerConnection),
                Duration.ofMillis(required("MaxConnectionAge", maxConnectionAge)));
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

    private List<Object> values() {
        return Arrays.asList(
                name,
                validateAfterIdle,
                maxMessagesPerConnection,
                maxConnectionAge,
                rateLimit,
                serverName,
                portNumber,
                security,
                userName,
                password,
                from,
                heloName,
                connectTimeout,
                readTimeout,
                finalReplyTimeout,
                partialDelivery,
                maxMessageSize,
                checkServerIdentity,
                trustStore,
                trustStorePassword);
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
     * Returns the SMTP server.
     *
     * @return a host name or an IP address
     */
    public final String getServerName() {
        return serverName;
    }

    /**
     * Sets the SMTP server.
     *
     * @param serverName a host name or an IP address
     */
    public final void setServerName(String serverName) {
        this.serverName = serverName;
    }

    /**
     * Returns the TCP port.
     *
     * @return a port; 0 for the default of {@code Security}: 465, 587 or 25
     */
    public final Integer getPortNumber() {
        return portNumber;
    }

    /**
     * Sets the TCP port.
     *
     * @param portNumber a port; 0 for the default of {@code Security}: 465, 587 or 25
     */
    public final void setPortNumber(Integer portNumber) {
        this.portNumber = portNumber;
    }

    /**
     * Returns how the connection is protected.
     *
     * @return TLS, STARTTLS, STARTTLS_IF_OFFERED or NONE
     */
    public final String getSecurity() {
        return security;
    }

    /**
     * Sets how the connection is protected.
     *
     * @param security TLS, STARTTLS, STARTTLS_IF_OFFERED or NONE
     */
    public final void setSecurity(String security) {
        this.security = security;
    }

    /**
     * Returns the authentication identity.
     *
     * @return a user name; null for no authentication
     */
    public final String getUserName() {
        return userName;
    }

    /**
     * Sets the authentication identity.
     *
     * @param userName a user name; null for no authentication
     */
    public final void setUserName(String userName) {
        this.userName = userName;
    }

    /**
     * Returns the password: a secret.
     *
     * @return a password
     */
    public final String getPassword() {
        return password;
    }

    /**
     * Sets the password: a secret.
     *
     * @param password a password
     */
    public final void setPassword(String password) {
        this.password = password;
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
     * Returns the argument of EHLO.
     *
     * @return a host name; null for the name of this host
     */
    public final String getHeloName() {
        return heloName;
    }

    /**
     * Sets the argument of EHLO.
     *
     * @param heloName a host name; null for the name of this host
     */
    public final void setHeloName(String heloName) {
        this.heloName = heloName;
    }

    /**
     * Returns how long to wait for the connection, the TLS handshake and the greeting, each.
     *
     * @return milliseconds
     */
    public final Integer getConnectTimeout() {
        return connectTimeout;
    }

    /**
     * Sets how long to wait for the connection, the TLS handshake and the greeting, each.
     *
     * @param connectTimeout milliseconds
     */
    public final void setConnectTimeout(Integer connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    /**
     * Returns how long to wait for the reply to a command, and for the server to take each part of a message.
     *
     * @return milliseconds
     */
    public final Integer getReadTimeout() {
        return readTimeout;
    }

    /**
     * Sets how long to wait for the reply to a command, and for the server to take each part of a message.
     *
     * @param readTimeout milliseconds
     */
    public final void setReadTimeout(Integer readTimeout) {
        this.readTimeout = readTimeout;
    }

    /**
     * Returns how long to wait for the reply to the final dot.
     *
     * @return milliseconds
     */
    public final Integer getFinalReplyTimeout() {
        return finalReplyTimeout;
    }

    /**
     * Sets how long to wait for the reply to the final dot.
     *
     * @param finalReplyTimeout milliseconds
     */
    public final void setFinalReplyTimeout(Integer finalReplyTimeout) {
        this.finalReplyTimeout = finalReplyTimeout;
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

    /**
     * Returns whether the certificate has to be for the host that was connected to.
     *
     * @return true unless the server has a certificate for another name
     */
    public final Boolean getCheckServerIdentity() {
        return checkServerIdentity;
    }

    /**
     * Sets whether the certificate has to be for the host that was connected to.
     *
     * @param checkServerIdentity true unless the server has a certificate for another name
     */
    public final void setCheckServerIdentity(Boolean checkServerIdentity) {
        this.checkServerIdentity = checkServerIdentity;
    }

    /**
     * Returns the file with the issuers that are trusted, PKCS12 or JKS.
     *
     * @return a path; null for the issuers of the Java runtime
     */
    public final String getTrustStore() {
        return trustStore;
    }

    /**
     * Sets the file with the issuers that are trusted, PKCS12 or JKS.
     *
     * @param trustStore a path; null for the issuers of the Java runtime
     */
    public final void setTrustStore(String trustStore) {
        this.trustStore = trustStore;
    }

    /**
     * Returns the password of the trust store: a secret.
     *
     * @return a password
     */
    public final String getTrustStorePassword() {
        return trustStorePassword;
    }

    /**
     * Sets the password of the trust store: a secret.
     *
     * @param trustStorePassword a password
     */
    public final void setTrustStorePassword(String trustStorePassword) {
        this.trustStorePassword = trustStorePassword;
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
