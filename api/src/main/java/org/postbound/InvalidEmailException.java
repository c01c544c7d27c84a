package org.postbound;

/** A message, an address or an envelope is not valid. Nothing was sent; the application has to correct the field. */
public final class InvalidEmailException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    /**
     * Creates the exception.
     *
     * @param field the field, such as {@code to[1]} or {@code attachments[0]}
     * @param problem what is wrong with it and how to cure it; continues a sentence that starts with the field
     */
    public InvalidEmailException(String field, String problem) {
        this(field, problem, null);
    }

    /**
     * Creates the exception.
     *
     * @param field the field, such as {@code to[1]} or {@code attachments[0]}
     * @param problem what is wrong with it and how to cure it; continues a sentence that starts with the field
     * @param cause what was caught, may be null
     */
    public InvalidEmailException(String field, String problem, Throwable cause) {
        // What is quoted may hold the very characters that are complained of.
        super(field + " " + Syntax.printable(problem), cause);
        this.field = field;
        this.problem = problem;
    }

    /**
     * Returns the field that has to be corrected.
     *
     * @return the name of the field in {@link Email}, {@link Envelope}, {@link ForwardPath} or {@link DeliveryOptions}
     */
    public String field() {
        return field;
    }

    /**
     * The same problem, of a field within another.
     *
     * @param outer the enclosing field, such as {@code emails[3]}
     * @return a new exception that names {@code outer.field}
     */
    public InvalidEmailException within(String outer) {
        return new InvalidEmailException(outer + "." + field, problem, this);
    }

    /** Returns {@code false}: the same message fails again. */
    @Override
    public boolean isTransient() {
        return false;
    }
}
