import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Shows and operates Postbound's MBeans from a command line: docs/operations.md. It knows none of their operations, but asks for
 * them, so it serves whatever release the server has. Java runs it as it is, without compiling it before.
 */
public final class Postbound {
    private static final String USAGE = """
            java -cp CLIENT Postbound.java URL [MBEAN [NAME [ARGUMENT...]]]

            CLIENT    the JMX client of the server, for WildFly bin/client/jboss-cli-client.jar
            URL       for WildFly service:jmx:remote+http://localhost:9990
            MBEAN     its type, a list of values of its name, or all of it: Outbox, or ConnectionFactory,orders
                      without it: which there are
            NAME      an attribute or an operation; without it: all of them
            ARGUMENT  of the operation

            The environment has POSTBOUND_USER and, unless it is to be asked for, POSTBOUND_PASSWORD, if the server wants them.""";

    private static final PrintStream OUT = System.out;

    /** Kept, since loggers that nobody keeps lose their level. What clients have to say at INFO is not for here. */
    private static final Logger ROOT = Logger.getLogger("");

    private final MBeanServerConnection server;

    private Postbound(MBeanServerConnection server) {
        this.server = server;
    }

    /** What the user can cure. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    public static void main(String[] arguments) {
        ROOT.setLevel(Level.WARNING);
        try {
            if (arguments.length == 0) {
                throw new Refusal(USAGE);
            }
            JMXServiceURL url = new JMXServiceURL(arguments[0]);
            try (JMXConnector connector = JMXConnectorFactory.connect(url, environment())) {
                new Postbound(connector.getMBeanServerConnection())
                        .run(List.of(arguments).subList(1, arguments.length));
            }
        } catch (Refusal | IOException | JMException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (RuntimeMBeanException e) {
            System.err.println(e.getCause());
            System.exit(1);
        }
        // Clients leave threads behind.
        System.exit(0);
    }

    private static Map<String, Object> environment() throws Refusal {
        String user = System.getenv("POSTBOUND_USER");
        if (user == null) {
            return Map.of();
        }
        String password = System.getenv("POSTBOUND_PASSWORD");
        Console console = System.console();
        if (password == null && console == null) {
            throw new Refusal("set POSTBOUND_PASSWORD: there is no terminal to ask for it");
        }
        if (password == null) {
            password = new String(console.readPassword("Password of %s: ", user));
        }
        return Map.of(JMXConnector.CREDENTIALS, new String[] {user, password});
    }

    private void run(List<String> words) throws Refusal, IOException, JMException {
        if (words.isEmpty()) {
            all().forEach(OUT::println);
            return;
        }
        ObjectName bean = find(words.get(0));
        if (words.size() == 1) {
            describe(bean);
        } else {
            perform(bean, words.get(1), words.subList(2, words.size()));
        }
    }

    private Collection<ObjectName> all() throws IOException, JMException {
        return server.queryNames(new ObjectName("org.postbound:*"), null).stream()
                .sorted()
                .toList();
    }

    private ObjectName find(String wanted) throws Refusal, IOException, JMException {
        List<ObjectName> found = all().stream()
                .filter(bean -> bean.toString().equals(wanted)
                        || values(bean).containsAll(Arrays.asList(wanted.split(","))))
                .toList();
        if (found.size() != 1) {
            throw new Refusal(
                    found.isEmpty()
                            ? "no MBean is %s; there are%n%s".formatted(wanted, lines(all()))
                            : "%d MBeans are %s; add a value, or give all of the name of one of%n%s"
                                    .formatted(found.size(), wanted, lines(found)));
        }
        return found.get(0);
    }

    private static String lines(Collection<?> all) {
        return all.stream().map(Object::toString).collect(Collectors.joining(System.lineSeparator()));
    }

    private static List<String> values(ObjectName bean) {
        return bean.getKeyPropertyList().values().stream()
                .map(value -> value.startsWith("\"") ? ObjectName.unquote(value) : value)
                .toList();
    }

    private void describe(ObjectName bean) throws IOException, JMException {
        OUT.println(bean);
        String[] names = Stream.of(server.getMBeanInfo(bean).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .toArray(String[]::new);
        for (Attribute attribute : server.getAttributes(bean, names).asList()) {
            OUT.println();
            OUT.println(attribute.getName() + ":");
            OUT.println(text(attribute.getValue()).indent(2).stripTrailing());
        }
        OUT.println();
        for (MBeanOperationInfo operation : server.getMBeanInfo(bean).getOperations()) {
            OUT.println(signature(operation));
        }
    }

    private static String signature(MBeanOperationInfo operation) {
        return Stream.of(operation.getSignature())
                .map(parameter -> parameter.getType().replaceFirst(".*\\.", ""))
                .collect(Collectors.joining(", ", operation.getName() + "(", ")"));
    }

    private void perform(ObjectName bean, String name, List<String> words) throws Refusal, IOException, JMException {
        boolean isAttribute = words.isEmpty()
                && Stream.of(server.getMBeanInfo(bean).getAttributes())
                        .anyMatch(attribute -> attribute.getName().equals(name));
        Object result = isAttribute ? server.getAttribute(bean, name) : invoke(bean, name, words);
        if (result != null) {
            OUT.println(text(result));
        }
    }

    private Object invoke(ObjectName bean, String name, List<String> words) throws Refusal, IOException, JMException {
        List<MBeanOperationInfo> named = Stream.of(server.getMBeanInfo(bean).getOperations())
                .filter(operation -> operation.getName().equals(name))
                .toList();
        MBeanOperationInfo operation = named.stream()
                .filter(candidate -> candidate.getSignature().length == words.size())
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        named.isEmpty()
                                ? "%s has no attribute or operation %s".formatted(bean, name)
                                : "%s takes other arguments: %s"
                                        .formatted(
                                                name,
                                                named.stream().map(Postbound::signature).toList())));
        List<Object> values = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (MBeanParameterInfo parameter : operation.getSignature()) {
            types.add(parameter.getType());
            values.add(value(parameter.getType(), words.get(values.size())));
        }
        try {
            return server.invoke(bean, name, values.toArray(), types.toArray(String[]::new));
        } catch (MBeanException e) {
            throw new Refusal(e.getCause().getMessage());
        }
    }

    private static Object value(String type, String word) throws Refusal {
        try {
            return switch (type) {
                case "int" -> Integer.valueOf(word);
                case "long" -> Long.valueOf(word);
                case "boolean" -> truth(word);
                case "java.lang.String" -> word;
                default -> throw new Refusal("an argument of type %s cannot be given here".formatted(type));
            };
        } catch (NumberFormatException e) {
            throw new Refusal("\"%s\" is no number".formatted(word));
        }
    }

    private static boolean truth(String word) throws Refusal {
        if (!List.of("true", "false").contains(word)) {
            throw new Refusal("\"%s\" is neither true nor false".formatted(word));
        }
        return Boolean.parseBoolean(word);
    }

    private static String text(Object value) {
        if (value instanceof Object[] several) {
            boolean areBlocks = several instanceof CompositeData[];
            return Stream.of(several).map(Postbound::text).collect(Collectors.joining(areBlocks ? "\n\n" : "\n"));
        }
        if (value instanceof CompositeData one) {
            return one.getCompositeType().keySet().stream()
                    .map(key -> key + ": " + inLine(one.get(key)))
                    .collect(Collectors.joining("\n"));
        }
        return inLine(value);
    }

    private static String inLine(Object value) {
        if (value instanceof Object[] several) {
            return Stream.of(several).map(Postbound::inLine).collect(Collectors.joining(", "));
        }
        return value instanceof TabularData table ? entries(table).toString() : String.valueOf(value);
    }

    /** A map of the MBean's. */
    private static Map<Object, Object> entries(TabularData table) {
        Map<Object, Object> entries = new TreeMap<>();
        for (Object row : table.values()) {
            CompositeData entry = (CompositeData) row;
            entries.put(entry.get("key"), entry.get("value"));
        }
        return entries;
    }
}
