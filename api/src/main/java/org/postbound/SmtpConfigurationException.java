package org.postbound;

/** The configuration cannot work. An administrator has to correct the property. */
public final class SmtpConfigurationException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final String property;

    /**
     * Creates the exception.
     *
     * @param property the property, as descriptors and consoles name it
     * @param problem what is wrong with it and how to cure it; continues a sentence that starts with the property
     */
    public SmtpConfigurationException(String property, String problem) {
        this(property, problem, null);
    }

    /**
     * Creates the exception.
     *
     * @param property the property, as descriptors and consoles name it
     * @param problem what is wrong with it and how to cure it; continues a sentence that starts with the property
     * @param cause what was caught, may be null
     */
    public SmtpConfigurationException(String property, String problem, Throwable cause) {
        super(property + " " + problem, cause);
        this.property = property;
    }

    /**
     * Returns the property that has to be corrected.
     *
     * @return its name in {@code ra.xml}; {@code AccessToken}, for the token of an {@link SmtpConnectionSpec}; {@code
     *     java.io.tmpdir}, which is a system property; a property of a mail session; or, of a factory that a program builds
     *     without a server, a setting of its pool such as {@code maxPoolSize}, or the unknown name that was given
     */
    public String property() {
        return property;
    }

    /** Returns {@code false}: somebody has to change the configuration. */
    @Override
    public boolean isTransient() {
        return false;
    }
}
