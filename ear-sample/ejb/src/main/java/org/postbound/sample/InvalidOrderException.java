package org.postbound.sample;

/** An order that cannot be placed as it was given. */
public final class InvalidOrderException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * Names a field.
     *
     * @param field the field's name
     * @param problem what is wrong with it, to be read after the name
     */
    public InvalidOrderException(String field, String problem) {
        this(field, problem, null);
    }

    InvalidOrderException(String field, String problem, Throwable cause) {
        super(field + " " + problem, cause);
        this.field = field;
    }

    /**
     * Returns what has to be corrected.
     *
     * @return the field's name
     */
    public String field() {
        return field;
    }
}
