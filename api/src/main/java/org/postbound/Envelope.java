package org.postbound;

import java.util.ArrayList;
import java.util.List;

/**
 * What the server is told about a message beside its content (RFC 5321 section 2.3.1).
 *
 * @param reversePath where failures are reported: an address, or empty for the null reverse-path {@code <>}
 * @param forwardPaths the recipients, at least one
 * @param options what is asked of the server for the message as a whole
 */
public record Envelope(String reversePath, List<ForwardPath> forwardPaths, DeliveryOptions options) {
    /**
     * Checks the paths.
     *
     * @throws InvalidEmailException if the reverse-path is not an address, there is no recipient, or something is null
     */
    public Envelope {
        Syntax.present("reversePath", reversePath);
        if (!reversePath.isEmpty()) {
            Syntax.address("reversePath", reversePath);
        }
        Syntax.present("forwardPaths", forwardPaths);
        for (int i = 0; i < forwardPaths.size(); i++) {
            Syntax.present("forwardPaths[" + i + "]", forwardPaths.get(i));
        }
        forwardPaths = List.copyOf(forwardPaths);
        if (forwardPaths.isEmpty()) {
            throw new InvalidEmailException("forwardPaths", "is empty; name at least one recipient");
        }
        Syntax.present("options", options);
    }

    /**
     * An envelope without options.
     *
     * @param reversePath where failures are reported: an address, or empty for the null reverse-path {@code <>}
     * @param recipients the recipients' addresses, at least one
     * @return the envelope
     * @throws InvalidEmailException if an address is null or not one, or there is no recipient
     */
    public static Envelope of(String reversePath, String... recipients) {
        Syntax.present("forwardPaths", recipients);
        List<ForwardPath> forwardPaths = new ArrayList<>();
        for (int i = 0; i < recipients.length; i++) {
            forwardPaths.add(ForwardPath.of(Syntax.address("forwardPaths[" + i + "]", recipients[i])));
        }
        return new Envelope(reversePath, forwardPaths, DeliveryOptions.NONE);
    }
}
