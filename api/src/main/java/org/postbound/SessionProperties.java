package org.postbound;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * What the properties of a mail session say to its transport.
 *
 * @param session the session
 * @param protocol the protocol that the transport serves, after which its properties are named
 */
record SessionProperties(Session session, String protocol) {
    /** The property that names the connection factory, or holds it. */
    static final String FACTORY = "mail.postbound.factory";

    private static final String CURE = "give the JNDI name of an SmtpConnectionFactory, such as java:/eis/Mail";

    String value(String name) {
        return session.getProperty(nameOf(name));
    }

    boolean isSet(String name) {
        return Boolean.parseBoolean(value(name));
    }

    private String nameOf(String name) {
        return "mail." + protocol + "." + name;
    }

    /** Looked up for each connection: a session may be older than the factory, and is shared between components. */
    SmtpConnectionFactory factory() throws MessagingException {
        String name = session.getProperty(FACTORY);
        Object named = name == null ? session.getProperties().get(FACTORY) : name.strip();
        if (named == null || named.equals("")) {
            throw unusable("is not set; " + CURE, null);
        }
        Object found = name == null ? named : lookUp(name.strip());
        if (found instanceof SmtpConnectionFactory factory) {
            return factory;
        }
        throw unusable(
                "is %sof the class %s, which is no SmtpConnectionFactory to this application; %s, and pack postbound-api once"
                        .formatted(
                                name == null ? "" : '"' + name + "\", ",
                                found == null ? "null" : found.getClass().getName(),
                                CURE),
                null);
    }

    /** The name is the application's own, as its code or its descriptor would have it; nobody else sets its session's properties. */
    @SuppressWarnings("BanJNDI")
    private static Object lookUp(String name) throws MessagingException {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException e) {
            throw unusable(
                    "is \"%s\", which cannot be looked up from here (%s); %s"
                            .formatted(name, e.getClass().getSimpleName() + ": " + e.getMessage(), CURE),
                    e);
        }
    }

    /** Refuses a server that the application names: mail would go through another one than it says. */
    void checkServer(String host, int port) throws MessagingException {
        checkNotGiven("host", host);
        checkNotGiven("port", port > 0 ? String.valueOf(port) : null);
    }

    private void checkNotGiven(String name, String argument) throws MessagingException {
        String given = isGiven(argument) ? argument : value(name);
        if (isGiven(given) && !isSet("ignoreserver")) {
            throw failed(new SmtpConfigurationException(
                    nameOf(name),
                    "is \"%s\", or was given to connect or by a URLName, but the server is the connection factory's; leave it out, or set %s to true"
                            .formatted(given, nameOf("ignoreserver"))));
        }
    }

    private static boolean isGiven(String text) {
        return text != null && !text.isBlank();
    }

    private static MessagingException unusable(String problem, NamingException cause) {
        return failed(new SmtpConfigurationException(FACTORY, problem, cause));
    }

    private static MessagingException failed(SmtpConfigurationException e) {
        return new MessagingException(e.getMessage(), e);
    }
}
