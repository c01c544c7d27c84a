package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which server is spoken to, and how long it is waited for, as the container sets it. */
public abstract sealed class ServerProperties extends AuthenticationProperties permits ConnectionProperties {
    private static final long serialVersionUID = 1L;

    private static final String NO_TIMEOUT = " is ${validatedValue}; give milliseconds from 1 to 2147483647";
    private static final String NO_PORT =
            "PortNumber is ${validatedValue}; give a port from 1 to 65535, or 0 for the default of Security";

    private static final String HOST = "(?=\\p{javaWhitespace}*[^\\p{javaWhitespace},])[^ ,\\p{Cc}\\p{Zl}\\p{Zp}]+";

    @ConfigProperty(
            description = "Host name or IP address of the SMTP server. After commas, without spaces: others that "
                    + "take its place while it cannot be reached.")
    @NotNull(message = "ServerName" + IS_NULL)
    @Pattern(
            regexp = HOST + "(," + HOST + ")*",
            message = "ServerName is empty, or contains a space or a control character;"
                    + " give a host name or an IP address, or several separated by commas")
    private String serverName = "localhost";

    @ConfigProperty(description = "TCP port of the SMTP server. 0: the default of Security, which is 465, 587 or 25.")
    @NotNull(message = "PortNumber" + IS_NULL)
    @Min(value = 0, message = NO_PORT)
    @Max(value = 65_535, message = NO_PORT)
    private Integer portNumber = 0;

    @ConfigProperty(
            description = "How the connection is protected. TLS: from the first byte on. STARTTLS: required, "
                    + "nothing is sent without it. STARTTLS_IF_OFFERED: plaintext if the server does not offer "
                    + "it; an attacker on the path can take the offer away. NONE: plaintext, the password "
                    + "included.")
    @NotNull(message = "Security" + IS_NULL)
    @Pattern(
            regexp = "TLS|STARTTLS|STARTTLS_IF_OFFERED|NONE",
            message = "Security is \"${validatedValue}\"; give one of TLS, STARTTLS, STARTTLS_IF_OFFERED, NONE")
    private String security = "STARTTLS";

    @ConfigProperty(
            description = "Argument of EHLO: the fully qualified name of this host. Empty: the name that the "
                    + "operating system gives, else the address.")
    @Pattern(
            regexp = "[^\\x00-\\x20\\x7f]*",
            message = "HeloName contains a space or a control character; give a host name such as app.example.org")
    private String heloName;

    @ConfigProperty(
            description = "Milliseconds to wait for the TCP connection, for the TLS handshake and for the greeting, "
                    + "each.")
    @NotNull(message = "ConnectTimeout" + IS_NULL)
    @Min(value = 1, message = "ConnectTimeout" + NO_TIMEOUT)
    private Integer connectTimeout = 10_000;

    @ConfigProperty(
            description = "Milliseconds to wait for the reply to a command, and for the server to take a part of a "
                    + "message.")
    @NotNull(message = "ReadTimeout" + IS_NULL)
    @Min(value = 1, message = "ReadTimeout" + NO_TIMEOUT)
    private Integer readTimeout = 300_000;

    @ConfigProperty(
            description = "Milliseconds to wait for the reply to a complete message. A short value makes "
                    + "duplicates: RFC 5321 asks for ten minutes.")
    @NotNull(message = "FinalReplyTimeout" + IS_NULL)
    @Min(value = 1, message = "FinalReplyTimeout" + NO_TIMEOUT)
    private Integer finalReplyTimeout = 600_000;

    ServerProperties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.addAll(Arrays.asList(
                serverName, portNumber, security, heloName, connectTimeout, readTimeout, finalReplyTimeout));
        return values;
    }

    /**
     * Returns the SMTP server.
     *
     * @return a host name or an IP address; after commas, others that take its place while it cannot be reached
     */
    public final String getServerName() {
        return serverName;
    }

    /**
     * Sets the SMTP server.
     *
     * @param serverName a host name or an IP address; after commas, others that take its place while it cannot be reached
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
}
