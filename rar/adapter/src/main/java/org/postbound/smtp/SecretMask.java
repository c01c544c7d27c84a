package org.postbound.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Hides what the client said in AUTH where a server quotes it, in whole or in part. */
final class SecretMask {
    private static final String HIDDEN = "***";
    /** Long enough not to be a word of the reply by chance. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{8,}=*");

    private final List<String> secrets = new ArrayList<>();

    void add(String secret) {
        if (!secret.isEmpty()) {
            secrets.add(secret);
        }
    }

    String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, HIDDEN);
        }
        return BASE64.matcher(masked).replaceAll(run -> isPart(run.group()) ? HIDDEN : run.group());
    }

    /** Servers cut what they quote, and may leave the padding out. */
    private boolean isPart(String run) {
        String unpadded = run.replace("=", "");
        return secrets.stream().anyMatch(secret -> secret.contains(unpadded));
    }
}
