package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.OutboxConfig;
import org.postbound.config.Retention;

class OutboxReaderTest {
    private final SmtpResourceAdapter bean = new SmtpResourceAdapter();

    private OutboxConfig read(Map<String, String> systemProperties) {
        return new OutboxReader(bean, systemProperties::get).read();
    }

    private SmtpConfigurationException refused(String property) {
        SmtpConfigurationException refusal = assertThrows(SmtpConfigurationException.class, () -> read(Map.of()));
        assertEquals(property, refusal.property());
        return refusal;
    }

    @Test
    void none_needsNoDirectory() {
        bean.setOutbox("NONE");
        assertEquals(new OutboxConfig.None(), read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"jboss.server.data.dir", "com.sun.aas.instanceRoot", "server.output.dir", "catalina.base"})
    void journal_isBelowTheServersOwnDirectory(String property) {
        assertEquals(
                new OutboxConfig.Journal(Path.of("/srv/data/postbound-outbox"), 0, 134_217_728, Retention.DEFAULT),
                read(Map.of(property, "/srv/data")));
    }

    @Test
    void payara_isNotTakenForTomEE() {
        bean.setOutboxMaxBytes(7L);
        bean.setEventsMaxBytes(8L);
        assertEquals(
                new OutboxConfig.Journal(Path.of("/payara/postbound-outbox"), 7, 8, Retention.DEFAULT),
                read(Map.of("com.sun.aas.instanceRoot", "/payara", "catalina.base", "/catalina")));
    }

    @Test
    void directoryThatIsGiven_counts() {
        bean.setOutboxDirectory("/mail");
        assertEquals(
                new OutboxConfig.Journal(Path.of("/mail"), 0, 134_217_728, Retention.DEFAULT),
                read(Map.of("jboss.server.data.dir", "/srv")));
    }

    @Test
    void serverThatSaysNothing_needsADirectory() {
        for (String nothing : new String[] {null, ""}) {
            bean.setOutboxDirectory(nothing);
            assertTrue(refused("OutboxDirectory").getMessage().contains("give a directory"));
        }
    }

    @Test
    void valuesThatCannotWork_areNamed() {
        bean.setOutbox("journal");
        refused("Outbox");
        bean.setOutbox(null);
        refused("Outbox");
        bean.setOutbox("JOURNAL");
        bean.setOutboxDirectory("no\0path");
        refused("OutboxDirectory");
        bean.setOutboxDirectory("/mail");
        bean.setOutboxMaxBytes(-1L);
        refused("OutboxMaxBytes");
        bean.setOutboxMaxBytes(null);
        refused("OutboxMaxBytes");
        bean.setOutboxMaxBytes(0L);
        bean.setEventsMaxBytes(-1L);
        refused("EventsMaxBytes");
        bean.setEventsMaxBytes(null);
        refused("EventsMaxBytes");
    }

    @Test
    void retention_isInSeconds() {
        bean.setOutboxDirectory("/mail");
        bean.setIdempotencyRetention(60L);
        bean.setKeepSent(120L);
        assertEquals(
                new OutboxConfig.Journal(
                        Path.of("/mail"),
                        0,
                        134_217_728,
                        new Retention(Duration.ofSeconds(60), Duration.ofSeconds(120))),
                read(Map.of()));
    }

    @Test
    void retentionThatCannotBe_isRefused() {
        bean.setOutboxDirectory("/mail");
        for (Long seconds : new Long[] {null, Long.MIN_VALUE, 0L, 3_153_600_001L, Long.MAX_VALUE}) {
            bean.setIdempotencyRetention(seconds);
            assertTrue(refused("IdempotencyRetention").getMessage().contains("give "));
        }
        bean.setIdempotencyRetention(1L);
        for (Long seconds : new Long[] {null, -1L, 3_153_600_001L}) {
            bean.setKeepSent(seconds);
            assertTrue(refused("KeepSent").getMessage().contains("give "));
        }
    }
}
