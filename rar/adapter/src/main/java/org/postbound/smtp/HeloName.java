package org.postbound.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The argument of EHLO (RFC 5321 section 4.1.1.1). */
final class HeloName {
    private static final Pattern FQDN =
            Pattern.compile("(?!localhost\\.)(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*");

    private HeloName() {}

    static String of(Optional<String> configured, InetAddress local) {
        return configured.or(() -> ThisHost.NAME).orElseGet(() -> literal(local));
    }

    /** Looked up once, when it is first needed: a slow name service would hold up every connection. */
    private static final class ThisHost {
        static final Optional<String> NAME = lookUp();

        private static Optional<String> lookUp() {
            try {
                return Optional.of(InetAddress.getLocalHost().getCanonicalHostName())
                        .filter(HeloName::isFullyQualified);
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }
    }

    static boolean isFullyQualified(String name) {
        return FQDN.matcher(name).matches();
    }

    /** RFC 5321 section 4.1.3. A scope, as in {@code fe80::1%eth0}, means nothing on another machine. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }
}
