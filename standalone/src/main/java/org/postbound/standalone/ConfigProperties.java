package org.postbound.standalone;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postbound.SmtpConfigurationException;
import org.postbound.ra.FactoryProperties;
import org.postbound.ra.OutboxProperties;

/** Values for the beans' properties, by the names that they have in descriptors and consoles. */
final class ConfigProperties {
    private static final Map<String, Method> SETTERS = setters(FactoryProperties.class, OutboxProperties.class);

    /** What is as its text says; the text of an array or an Optional would be taken as a password, for one. */
    private static final List<Class<?>> TEXTS = List.of(
            CharSequence.class, Number.class, Boolean.class, Enum.class, Path.class, File.class, URI.class, URL.class);

    private final Map<String, Object> values = new LinkedHashMap<>();

    private static Map<String, Method> setters(Class<?>... beans) {
        return Stream.of(beans)
                .flatMap(bean -> Stream.of(bean.getMethods()))
                .filter(method -> method.getName().startsWith("set") && method.getParameterCount() == 1)
                .collect(Collectors.toMap(
                        method -> method.getName().substring("set".length()),
                        Function.identity(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** All that there are. */
    static Set<String> names() {
        return SETTERS.keySet();
    }

    /**
     * Takes a value, or the text of it; the last one counts.
     *
     * @throws SmtpConfigurationException if there is no such property, or no such value of it
     */
    void set(String name, Object value) {
        Method setter = SETTERS.get(String.valueOf(name));
        if (setter == null) {
            throw unknown(String.valueOf(name));
        }
        if (value == null) {
            throw new SmtpConfigurationException(name, "is null; leave it out to have its default, or give a value");
        }
        if (TEXTS.stream().noneMatch(type -> type.isInstance(value))) {
            throw new SmtpConfigurationException(
                    name, "is of type " + value.getClass().getTypeName() + "; give a text, a number or true or false");
        }
        values.put(name, convert(name, setter.getParameterTypes()[0], value.toString()));
    }

    boolean has(String name, Object value) {
        return value.equals(values.get(name));
    }

    private static SmtpConfigurationException unknown(String name) {
        Optional<String> similar =
                names().stream().filter(name::equalsIgnoreCase).findFirst();
        return new SmtpConfigurationException(
                printable(name),
                "is no property; give " + similar.orElseGet(() -> "one of " + String.join(", ", names())));
    }

    /** Texts are not converted, so no secret is ever told as a value that cannot be. */
    private static Object convert(String name, Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type == Boolean.class) {
            return toBoolean(name, text);
        }
        try {
            return toNumber(type, text);
        } catch (NumberFormatException e) {
            throw new SmtpConfigurationException(
                    name,
                    "is \"%s\"; give %s"
                            .formatted(
                                    printable(text),
                                    type == Double.class
                                            ? "a number"
                                            : "a whole number of type " + type.getSimpleName()),
                    e);
        }
    }

    /** It goes into logs, too: no control characters, of ISO 8859 as well, and none of Unicode's own line ends. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }

    private static Boolean toBoolean(String name, String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default ->
                throw new SmtpConfigurationException(name, "is \"%s\"; give true or false".formatted(printable(text)));
        };
    }

    private static Object toNumber(Class<?> type, String text) {
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Double.class) {
            return Double.valueOf(text);
        }
        throw new IllegalStateException("no property of a bean was of " + type);
    }

    /** Hands the bean what is meant for it. */
    void applyTo(Object bean) {
        values.forEach((name, value) -> {
            Method setter = SETTERS.get(name);
            if (setter.getDeclaringClass().isInstance(bean)) {
                set(setter, bean, value);
            }
        });
    }

    private static void set(Method setter, Object bean, Object value) {
        try {
            setter.invoke(bean, value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("setters of beans are public, and only set", e);
        }
    }
}
