package org.postbound.ra;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.List;

/** Who gets the mail of a staging system, as the container sets it. */
public abstract sealed class RecipientProperties extends DeliveryProperties permits FactoryProperties {
    private static final long serialVersionUID = 1L;

    @ConfigProperty(
            description = "For staging systems: an address that gets all mail in the place of its recipients, who "
                    + "are named in the header X-Original-Recipients. Empty: mail goes to its recipients.")
    @Pattern(
            regexp = "\\P{Cntrl}*",
            message = "RedirectTo contains a control character; write it as staging@example.org")
    private String redirectTo;

    @ConfigProperty(
            description = "For staging systems: patterns of addresses that get their mail themselves, separated by "
                    + "commas, such as *@example.org. Others get nothing or, with RedirectTo, that address gets "
                    + "their mail. Empty: all get it.")
    @Pattern(
            regexp = "[^\\x00]*",
            message = "AllowedRecipients contains NUL; write patterns as *@example.org, separated by commas")
    private String allowedRecipients;

    RecipientProperties() {}

    @Override
    List<Object> values() {
        List<Object> values = new ArrayList<>(super.values());
        values.add(redirectTo);
        values.add(allowedRecipients);
        return values;
    }

    /**
     * Returns who gets all mail in the place of its recipients.
     *
     * @return an address; null or empty: the recipients get it
     */
    public final String getRedirectTo() {
        return redirectTo;
    }

    /**
     * Sets who gets all mail in the place of its recipients.
     *
     * @param redirectTo an address; null or empty: the recipients get it
     */
    public final void setRedirectTo(String redirectTo) {
        this.redirectTo = redirectTo;
    }

    /**
     * Returns who gets mail. Others get none or, with {@code RedirectTo}, that address gets their mail.
     *
     * @return patterns such as {@code *@example.org}, separated by commas; null or empty for everybody
     */
    public final String getAllowedRecipients() {
        return allowedRecipients;
    }

    /**
     * Sets who gets mail. Others get none or, with {@code RedirectTo}, that address gets their mail.
     *
     * @param allowedRecipients patterns such as {@code *@example.org}, separated by commas; null or empty for everybody
     */
    public final void setAllowedRecipients(String allowedRecipients) {
        this.allowedRecipients = allowedRecipients;
    }
}
