package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How a connection is protected by TLS, as the container sets it; the first of the chain of beans that make up {@link
 * FactoryProperties}.
 */
public abstract sealed class TlsProperties implements Serializable permits OAuth2Properties {
    private static final long serialVersionUID = 1L;

    static final String IS_NULL = " is null; remove it to have its default, or give a value";
    static final String LINE = "\\P{Cntrl}*";
    static final String HAS_CONTROL_CHARACTER = " contains a control character; remove it";
    private static final String PROTOCOLS = "[ ,]*+(TLSv1(\\.[123])?([ ,]++TLSv1(\\.[123])?)*+[ ,]*+)?";

    @ConfigProperty(description = "Whether the certificate of the server has to be for ServerName.")
    @NotNull(message = "CheckServerIdentity" + IS_NULL)
    private Boolean checkServerIdentity = true;

    @ConfigProperty(
            description = "Whether the issuer of the server's certificate is asked if it has revoked it, by OCSP or "
                    + "its list; without an answer there is no connection.")
    @NotNull(message = "CheckRevocation" + IS_NULL)
    private Boolean checkRevocation = false;

    @ConfigProperty(
            description = "File with the certificates of the issuers that are trusted, PKCS12 or JKS; read whenever "
                    + "a connection is opened. Empty: those of the Java runtime.")
    @Pattern(regexp = "[^\\x00]*", message = "TrustStore contains NUL; give the path of a PKCS12 or JKS file")
    private String trustStore;

    @ConfigProperty(description = "Password of TrustStore.", confidential = true)
    private String trustStorePassword;

    @ConfigProperty(
            description = "File with the certificate of the client and its key, PKCS12 or JKS; read whenever a "
                    + "connection is opened. With UserName and without Password: AUTH EXTERNAL. Empty: no "
                    + "client certificate.")
    @Pattern(regexp = "[^\\x00]*", message = "KeyStore contains NUL; give the path of a PKCS12 or JKS file")
    private String keyStore;

    @ConfigProperty(description = "Password of KeyStore, and of the key in it.", confidential = true)
    private String keyStorePassword;

    @ConfigProperty(
            description =
                    "Versions of TLS that may be used, such as TLSv1.3,TLSv1.2. Empty: those of the Java " + "runtime.")
    @Pattern(
            regexp = PROTOCOLS,
            message =
                    "TlsProtocols has an unknown name; give some of TLSv1.3, TLSv1.2, or remove it to have those of the"
                            + " Java runtime")
    private String tlsProtocols;

    TlsProperties() {}

    /** The values of all properties, of subclasses too, in an order that is always the same. */
    List<Object> values() {
        return Arrays.asList(
                checkServerIdentity,
                checkRevocation,
                trustStore,
                trustStorePassword,
                keyStore,
                keyStorePassword,
                tlsProtocols);
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
     * Returns whether the issuer is asked if it has revoked the certificate.
     *
     * @return true if a connection is refused unless the issuer says that the certificate still holds
     */
    public final Boolean getCheckRevocation() {
        return checkRevocation;
    }

    /**
     * Sets whether the issuer is asked if it has revoked the certificate.
     *
     * @param checkRevocation true if a connection is refused unless the issuer says that the certificate still holds
     */
    public final void setCheckRevocation(Boolean checkRevocation) {
        this.checkRevocation = checkRevocation;
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
     * Returns the file with the certificate of the client and its key, PKCS12 or JKS.
     *
     * @return a path; null for no client certificate
     */
    public final String getKeyStore() {
        return keyStore;
    }

    /**
     * Sets the file with the certificate of the client and its key, PKCS12 or JKS.
     *
     * @param keyStore a path; null for no client certificate
     */
    public final void setKeyStore(String keyStore) {
        this.keyStore = keyStore;
    }

    /**
     * Returns the password of the key store: a secret.
     *
     * @return a password
     */
    public final String getKeyStorePassword() {
        return keyStorePassword;
    }

    /**
     * Sets the password of the key store: a secret.
     *
     * @param keyStorePassword a password
     */
    public final void setKeyStorePassword(String keyStorePassword) {
        this.keyStorePassword = keyStorePassword;
    }

    /**
     * Returns the versions of TLS that may be used.
     *
     * @return names such as TLSv1.3, separated by commas or spaces; null for those of the Java runtime
     */
    public final String getTlsProtocols() {
        return tlsProtocols;
    }

    /**
     * Sets the versions of TLS that may be used.
     *
     * @param tlsProtocols names such as TLSv1.3, separated by commas or spaces; null for those of the Java runtime
     */
    public final void setTlsProtocols(String tlsProtocols) {
        this.tlsProtocols = tlsProtocols;
    }
}
