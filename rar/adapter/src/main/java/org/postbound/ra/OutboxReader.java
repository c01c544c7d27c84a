package org.postbound.ra;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.OutboxConfig;
import org.postbound.config.Retention;

/** The door at which the adapter's properties turn into a record: what cannot work is told here, naming the property. */
record OutboxReader(OutboxProperties bean, UnaryOperator<String> systemProperties) {
    /** Below the server's own directory. */
    private static final String NAME = "postbound-outbox";

    OutboxConfig read() {
        if (bean.getOutbox() == null) {
            throw unknown();
        }
        return switch (bean.getOutbox()) {
            case "NONE" -> new OutboxConfig.None();
            case "JOURNAL" ->
                new OutboxConfig.Journal(
                        directory(),
                        required("OutboxMaxBytes", bean.getOutboxMaxBytes(), "octets"),
                        required("EventsMaxBytes", bean.getEventsMaxBytes(), "octets"),
                        retention());
            default -> throw unknown();
        };
    }

    private SmtpConfigurationException unknown() {
        return new SmtpConfigurationException("Outbox", "is \"%s\"; give JOURNAL or NONE".formatted(bean.getOutbox()));
    }

    private Path directory() {
        String given = bean.getOutboxDirectory();
        if (given == null || given.isEmpty()) {
            return ServerDirectory.find(systemProperties)
                    .map(directory -> directory.resolve(NAME))
                    .orElseThrow(() -> new SmtpConfigurationException(
                            "OutboxDirectory",
                            "is not set, and the server does not say where its data is; give a directory that outlives"
                                    + " restarts and deployments, or Outbox=NONE"));
        }
        try {
            return Path.of(given);
        } catch (InvalidPathException e) {
            throw new SmtpConfigurationException(
                    "OutboxDirectory",
                    "is \"%s\", which is no path on this system (%s); give that of a directory"
                            .formatted(given.replaceAll("\\p{Cntrl}", "?"), e.getReason()),
                    e);
        }
    }

    private Retention retention() {
        return new Retention(
                Duration.ofSeconds(required("IdempotencyRetention", bean.getIdempotencyRetention(), "seconds")),
                Duration.ofSeconds(required("KeepSent", bean.getKeepSent(), "seconds")));
    }

    private static long required(String property, Long value, String unit) {
        if (value == null) {
            throw new SmtpConfigurationException(property, "is null; remove it to have its default, or give " + unit);
        }
        return value;
    }
}
