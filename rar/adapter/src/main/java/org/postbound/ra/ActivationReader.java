package org.postbound.ra;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.postbound.DeliveryEvent;
import org.postbound.SmtpConfigurationException;
import org.postbound.outbox.DurableSubscription;

/** The door at which the properties of an activation turn into a subscription: what cannot work is told here, by name. */
record ActivationReader(DeliveryActivationSpec bean) {
    DurableSubscription read() {
        return new DurableSubscription(
                name(), Optional.ofNullable(bean.getRoute()).filter(route -> !route.isEmpty()), kinds(), retention());
    }

    private String name() {
        String name = bean.getSubscriptionName();
        if (name == null || name.isEmpty()) {
            throw new SmtpConfigurationException(
                    "SubscriptionName", "is not set; give a name that stays the same across deployments");
        }
        return name;
    }

    private Set<DeliveryEvent.Kind> kinds() {
        String events = bean.getEvents();
        if (events == null || events.isBlank()) {
            return EnumSet.allOf(DeliveryEvent.Kind.class);
        }
        Set<DeliveryEvent.Kind> kinds = EnumSet.noneOf(DeliveryEvent.Kind.class);
        for (String name : events.split(",", -1)) {
            kinds.add(Arrays.stream(DeliveryEvent.Kind.values())
                    .filter(kind -> kind.name().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new SmtpConfigurationException(
                            "Events",
                            "has \"%s\"; give some of %s, with commas between them, or nothing for all"
                                    .formatted(
                                            name.strip().replaceAll("\\p{Cntrl}", "?"),
                                            EnumSet.allOf(DeliveryEvent.Kind.class)))));
        }
        return kinds;
    }

    private Duration retention() {
        if (bean.getRetention() == null || bean.getRetention() < 1) {
            throw new SmtpConfigurationException(
                    "Retention", "is %s; give milliseconds, 1 or more".formatted(bean.getRetention()));
        }
        return Duration.ofMillis(bean.getRetention());
    }
}
