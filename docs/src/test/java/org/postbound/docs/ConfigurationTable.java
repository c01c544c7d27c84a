package org.postbound.docs;

import jakarta.resource.spi.ConfigProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The properties of a bean as tables, one for each class that declares some, from their annotations and initial values. */
final class ConfigurationTable {
    private static final java.util.regex.Pattern CHOICE = java.util.regex.Pattern.compile("\\w+(\\|\\w+)+");

    private final Object bean;

    ConfigurationTable(Object bean) {
        this.bean = bean;
    }

    /** Returns the rows of the properties that the class itself declares, in its order. */
    String of(Class<?> declaring) {
        StringBuilder table = new StringBuilder("| property | type | default | |\n|---|---|---|---|\n");
        properties(declaring).forEach(field -> table.append(row(field)));
        return table.toString();
    }

    /** Returns the classes above the bean, or itself, that declare properties; the bean's own first. */
    List<Class<?>> declaring() {
        List<Class<?>> declaring = new ArrayList<>();
        for (Class<?> type = bean.getClass(); type != null; type = type.getSuperclass()) {
            if (properties(type).findAny().isPresent()) {
                declaring.add(type);
            }
        }
        return declaring;
    }

    /** Returns the names of properties that have no annotation, and so would be missing, or one that says nothing. */
    List<String> undocumented() {
        List<String> documented = declaring().stream()
                .flatMap(ConfigurationTable::properties)
                .filter(field -> !description(field).isBlank())
                .map(field -> name(field).toLowerCase(Locale.ROOT))
                .toList();
        return descriptors()
                .filter(property -> property.getWriteMethod() != null && property.getReadMethod() != null)
                .filter(property -> property.getPropertyType().getName().startsWith("java.lang."))
                .map(PropertyDescriptor::getName)
                .filter(name -> !documented.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Stream<Field> properties(Class<?> declaring) {
        return Arrays.stream(declaring.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(ConfigProperty.class));
    }

    private Stream<PropertyDescriptor> descriptors() {
        try {
            return Arrays.stream(
                    Introspector.getBeanInfo(bean.getClass(), Object.class).getPropertyDescriptors());
        } catch (IntrospectionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String row(Field field) {
        ConfigProperty annotation = field.getAnnotation(ConfigProperty.class);
        String value = Objects.toString(initialValue(field), "");
        return "| `%s` | %s%s | %s | %s%s |%n"
                .formatted(
                        name(field),
                        field.getType().getSimpleName(),
                        permitted(field),
                        value.isEmpty() ? "" : '`' + value + '`',
                        description(field).replace("<", "&lt;"),
                        annotation.confidential() ? " Confidential." : "");
    }

    private static String description(Field field) {
        return String.join(" ", field.getAnnotation(ConfigProperty.class).description());
    }

    private static String name(Field field) {
        return Character.toUpperCase(field.getName().charAt(0))
                + field.getName().substring(1);
    }

    private Object initialValue(Field field) {
        PropertyDescriptor property = descriptors()
                .filter(candidate -> candidate.getName().equalsIgnoreCase(field.getName()))
                .findFirst()
                .orElseThrow();
        try {
            return property.getReadMethod().invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String permitted(Field field) {
        if (field.isAnnotationPresent(Max.class)) {
            return ", %d to %d"
                    .formatted(
                            field.getAnnotation(Min.class).value(),
                            field.getAnnotation(Max.class).value());
        }
        if (field.isAnnotationPresent(Min.class)) {
            return ", %d or more".formatted(field.getAnnotation(Min.class).value());
        }
        if (field.isAnnotationPresent(PositiveOrZero.class)) {
            return ", 0 or more";
        }
        if (field.isAnnotationPresent(Positive.class)) {
            return ", more than 0";
        }
        Pattern pattern = field.getAnnotation(Pattern.class);
        return pattern != null && CHOICE.matcher(pattern.regexp()).matches()
                ? Arrays.stream(pattern.regexp().split("\\|"))
                        .map(choice -> '`' + choice + '`')
                        .collect(Collectors.joining(", ", ": ", ""))
                : "";
    }
}
