package org.postbound.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.postbound.ForwardPath;
import org.postbound.InvalidEmailException;

/**
 * How many recipients the server announces to take in one mail transaction (RFC 9422).
 *
 * @param recipients RCPTMAX
 * @param domains RCPTDOMAINMAX, the most different domains
 */
record RecipientLimit(OptionalInt recipients, OptionalInt domains) {
    static RecipientLimit of(Capabilities server) {
        return new RecipientLimit(server.limit("RCPTMAX"), server.limit("RCPTDOMAINMAX"));
    }

    /**
     * Returns how many of the first paths fit into one mail transaction.
     *
     * @throws InvalidEmailException if not all of them do although they have to
     */
    int fitting(List<ForwardPath> paths, boolean partialDelivery) {
        int fitting = Math.min(paths.size(), recipients.orElse(Integer.MAX_VALUE));
        if (domains.isPresent()) {
            fitting = Math.min(fitting, withinDomains(paths, domains.getAsInt()));
        }
        if (fitting < paths.size() && !partialDelivery) {
            throw new InvalidEmailException(
                    "forwardPaths",
                    ("has %d recipients, but the server takes %d of them in one mail transaction (LIMITS, RFC 9422), so all"
                                    + " or none cannot be kept; send several messages, or set PartialDelivery to true")
                            .formatted(paths.size(), fitting));
        }
        return fitting;
    }

    private static int withinDomains(List<ForwardPath> paths, int most) {
        Set<String> domains = new HashSet<>();
        for (int i = 0; i < paths.size(); i++) {
            String address = paths.get(i).address();
            domains.add(address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
            if (domains.size() > most) {
                return i;
            }
        }
        return paths.size();
    }
}
