package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who the adapter says it is to the server, as the container sets it. */
public abstract sealed class AuthenticationProperties extends OAuth2Properties permits ServerProperties {
    private static final long serialVersionUID = 1L;

    private static final String MECHANISM =
            "(?i:EXTERNAL|SCRAM-SHA-256|SCRAM-SHA-1|CRAM-MD5|PLAIN|LOGIN|OAUTHBEARER|XOAUTH2)";
    private static final String MECHANISMS = "[ ,]*+(" + MECHANISM + "([ ,]++" + MECHANISM + ")*+[ ,]*+)?";

    @ConfigProperty(
            description = "Authentication identity. Empty: no authentication. Applications may give their own, and "
                    + "a container-managed sign-on counts before both.")
    @Pattern(regexp = LINE, message = "UserName" + HAS_CONTROL_CHARACTER)
    private String userName;

    @ConfigProperty(description = "Password of UserName.", confidential = true)
    @Pattern(regexp = LINE, message = "Password" + HAS_CONTROL_CHARACTER)
    private String password;

    @ConfigProperty(
            description = "SASL mechanisms that may be used, separated by commas or spaces; the first that the "
                    + "server offers counts. Empty: the strongest that is offered, of EXTERNAL, SCRAM-SHA-256, "
                    + "SCRAM-SHA-1, CRAM-MD5, PLAIN, LOGIN, OAUTHBEARER, XOAUTH2.")
    @Pattern(
            regexp = MECHANISMS,
            message =
                    "AuthenticationMechanisms has an unknown name; give some of EXTERNAL, SCRAM-SHA-256, SCRAM-SHA-1,"
                            + " CRAM-MD5, PLAIN, LOGIN, OAUTHBEARER, XOAUTH2, or remove it to have the strongest that is offered")
    private String authenticationMechanisms;

    AuthenticationProperties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.addAll(Arrays.asList(userName, password, authenticationMechanisms));
        return values;
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
     * Returns the SASL mechanisms that may be used, the first that is offered counts.
     *
     * @return names such as SCRAM-SHA-256, separated by commas or spaces; null for the strongest that is offered
     */
    public final String getAuthenticationMechanisms() {
        return authenticationMechanisms;
    }

    /**
     * Sets the SASL mechanisms that may be used, the first that is offered counts.
     *
     * @param authenticationMechanisms names such as SCRAM-SHA-256, separated by commas or spaces; null for the strongest that is offered
     */
    public final void setAuthenticationMechanisms(String authenticationMechanisms) {
        this.authenticationMechanisms = authenticationMechanisms;
    }
}
