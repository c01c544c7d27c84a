package org.postbound.ra;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.Serializable;
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
public abstract sealed class FactoryProperties implements Serializable permits SmtpManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    private static final String IS_NULL = " is null; remove it to have its default, or give a value";
    private static final String LINE = "\\P{Cntrl}*";
    private static final String HAS_CONTROL_CHARACTER = " contains a control character; remove it";
    private static final String IS_TOO_SHORT = " is too short; give milliseconds from 1 to 2147483647";
    private static final String NO_PORT =
            "PortNumber is out of range; give a port from 1 to 65535, or 0 for the default of Security";

    @NotNull(message = "Name" + IS_NULL)
    @Pattern(
            regexp = "(?=\\P{Cntrl}*[^\\p{Cntrl}\\p{javaWhitespace}])" + LINE,
            message = "Name is blank or contains a control character;"
                    + " give it a name, or remove it to have \"default\"")
    private String name = "default";

    @NotNull(message = "ValidateAfterIdle" + IS_NULL)
    @PositiveOrZero(message = "ValidateAfterIdle is negative; give milliseconds, or 0 to check before each use")
    private Integer validateAfterIdle = 30_000;

    @NotNull(message = "MaxMessagesPerConnection" + IS_NULL)
    @PositiveOrZero(message = "MaxMessagesPerConnection is negative; give a number of messages, or 0 for no limit")
    private Integer maxMessagesPerConnection = 0;

    @NotNull(message = "MaxConnectionAge" + IS_NULL)
    @PositiveOrZero(message = "MaxConnectionAge is negative; give milliseconds, or 0 for no limit")
    private Integer maxConnectionAge = 0;

    @NotNull(message = "RateLimit" + IS_NULL)
    @PositiveOrZero(message = "RateLimit is negative; give messages per second, or 0 for no limit")
    private Double rateLimit = 0.0;

    @NotNull(message = "ServerName" + IS_NULL)
    @Pattern(
            regexp = "(?=\\p{javaWhitespace}*\\P{javaWhitespace})[^\\x00-\\x20\\x7f]+",
            message = "ServerName is empty, or contains a space or a control character;"
                    + " give a host name or an IP address")
    private String serverName = "localhost";

    @NotNull(message = "PortNumber" + IS_NULL)
    @Min(value = 0, message = NO_PORT)
    @Max(value = 65_535, message = NO_PORT)
    private Integer portNumber = 0;

    @NotNull(message = "Security" + IS_NULL)
    @Pattern(
            regexp = "TLS|STARTTLS|STARTTLS_IF_OFFERED|NONE",
            message = "Security is unknown; give one of TLS, STARTTLS, STARTTLS_IF_OFFERED, NONE")
    private String security = "STARTTLS";

    @Pattern(regexp = LINE, message = "UserName" + HAS_CONTROL_CHARACTER)
    private String userName;

    @Pattern(regexp = LINE, message = "Password" + HAS_CONTROL_CHARACTER)
    private String password;

    @Pattern(
            regexp = "[^\\r\\n\\x00]*",
            message = "From contains CR, LF or NUL; write it as shop@example.org or Shop <shop@example.org>")
    private String from;

    @Pattern(
            regexp = "[^\\x00-\\x20\\x7f]*",
            message = "HeloName contains a space or a control character; give a host name such as app.example.org")
    private String heloName;

    @NotNull(message = "ConnectTimeout" + IS_NULL)
    @Min(value = 1, message = "ConnectTimeout" + IS_TOO_SHORT)
    private Integer connectTimeout = 10_000;

    @NotNull(message = "ReadTimeout" + IS_NULL)
    @Min(value = 1, message = "ReadTimeout" + IS_TOO_SHORT)
    private Integer readTimeout = 300_000;

    @NotNull(message = "FinalReplyTimeout" + IS_NULL)
    @Min(value = 1, message = "FinalReplyTimeout" + IS_TOO_SHORT)
    private Integer finalReplyTimeout = 600_000;

    @NotNull(message = "PartialDelivery" + IS_NULL)
    private Boolean partialDelivery = false;

    @NotNull(message = "Pipelining" + IS_NULL)
    private Boolean pipelining = true;

    @NotNull(message = "MaxMessageSize" + IS_NULL)
    @PositiveOrZero(message = "MaxMessageSize is negative; give octets, or 0 to leave the limit to the server")
    private Long maxMessageSize = 0L;

    @NotNull(message = "CheckServerIdentity" + IS_NULL)
    private Boolean checkServerIdentity = true;

    @Pattern(regexp = "[^\\x00]*", message = "TrustStore contains NUL; give the path of a PKCS12 or JKS file")
    private String trustStore;

    private String trustStorePassword;

    FactoryProperties() {}

    /**
     * Makes the configuration.
     *
     * @throws SmtpConfigurationException if a property cannot work, naming it
     */
    final FactoryConfig toConfig() {
        return new ConfigReader(this).read();
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
                pipelining,
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
