package org.postbound.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.HidingLoader;
import org.postbound.smtp.Sending;

@Isolated("a recording shows what all threads do")
class FlightTest {
    private static final Deliver DELIVERED = new Deliver("0123456789abcdef", "orders", 1, "ACCEPTED");

    /** Delivers once; also under a class loader of the test's. */
    public static final class Delivering implements Callable<Boolean> {
        @Override
        public Boolean call() {
            AtomicInteger asked = new AtomicInteger();
            Started<Deliver> flight = Flight.RECORDER.deliver();
            flight.done(() -> {
                asked.incrementAndGet();
                return DELIVERED;
            });
            return flight.isRecorded() || asked.get() > 0;
        }
    }

    static Stream<Class<?>> events() {
        return Stream.of(
                ConnectEvent.class,
                SendEvent.class,
                PrepareEvent.class,
                CommitEvent.class,
                RollbackEvent.class,
                DeliverEvent.class);
    }

    @ParameterizedTest
    @MethodSource("events")
    void event_isDescribed(Class<? extends jdk.jfr.Event> event) {
        EventType type = EventType.getEventType(event);
        assertTrue(type.getName().matches("org\\.postbound\\.[A-Z][a-z]+"), type.getName());
        assertEquals(List.of("Postbound"), type.getCategoryNames());
        assertFalse(type.getDescription().isBlank());
        for (ValueDescriptor field : type.getFields()) {
            assertFalse(field.getLabel() == null || field.getLabel().isBlank(), field.getName());
        }
    }

    /** What docs/operations.md promises. */
    @ParameterizedTest
    @MethodSource("events")
    void settings_areThoseOfTheDocs(Class<? extends jdk.jfr.Event> event) {
        boolean isShownHoweverShort =
                Set.of(ConnectEvent.class, DeliverEvent.class).contains(event);
        assertEquals(
                Map.of("enabled", "true", "stackTrace", "false", "threshold", isShownHoweverShort ? "0 ms" : "10 ms"),
                EventType.getEventType(event).getSettingDescriptors().stream()
                        .collect(Collectors.toMap(SettingDescriptor::getName, SettingDescriptor::getDefaultValue)));
    }

    /**
     * What a recording shows is what the record tells, without addresses, subjects or secrets. In another order, since the JDK
     * lists a class's own fields before those that it inherits.
     */
    @ParameterizedTest
    @MethodSource("events")
    void fields_areThoseOfTheRecord(Class<? extends jdk.jfr.Event> event) throws ClassNotFoundException {
        Class<?> record = Class.forName(event.getName().replaceAll("Event$", ""));
        Set<String> ofTheJdk = Set.of("startTime", "duration", "eventThread", "stackTrace");
        assertEquals(
                Stream.of(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .sorted()
                        .toList(),
                EventType.getEventType(event).getFields().stream()
                        .map(ValueDescriptor::getName)
                        .filter(name -> !ofTheJdk.contains(name))
                        .sorted()
                        .toList());
    }

    @Test
    void withoutRecording_nobodyIsAskedForAnything() {
        assertInstanceOf(Recorder.class, Flight.RECORDER);
        assertFalse(new Delivering().call());
        assertSame(NoRecorder.nothing(), Flight.RECORDER.send());
    }

    @Test
    void recording_hasTheEvent() throws IOException {
        try (TestRecording recording = new TestRecording()) {
            assertTrue(new Delivering().call());
            RecordedEvent event = recording.events("Deliver").get(0);
            assertEquals(
                    List.of("0123456789abcdef", "orders", 1, "ACCEPTED"),
                    TestRecording.values(event, "outboxId", "route", "attempt", "result"));
            assertNull(event.getStackTrace());
        }
    }

    @Test
    void eventThatIsTooShort_isNotAskedAbout() {
        try (Recording recording = new Recording()) {
            recording.enable("org.postbound.Deliver").withThreshold(Duration.ofHours(1));
            recording.start();
            Flight.RECORDER.deliver().done(() -> {
                throw new AssertionError("nobody wants to know");
            });
        }
    }

    private static Callable<?> hiding(String hidden) throws Exception {
        return hiding(hidden, Delivering.class);
    }

    private static Callable<?> hiding(String hidden, Class<?> task) throws Exception {
        return (Callable<?>) new HidingLoader(hidden).newInstance(task);
    }

    /** As WildFly's deployments see the JDK, unless they ask for more. */
    @Test
    void withoutTheModule_nothingIsRecorded() throws Exception {
        try (TestRecording recording = new TestRecording()) {
            assertEquals(false, hiding("jdk.jfr").call());
            assertEquals(List.of(), recording.events("Deliver"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk.jfr", "jdk.jfr.internal", "nothing"})
    void mail_isSent_whateverIsHidden(String hidden) throws Exception {
        Callable<?> sending = hiding(hidden, Sending.class);
        assertEquals(250, sending.call());
        try (TestRecording recording = new TestRecording()) {
            assertEquals(250, sending.call());
            assertEquals(
                    hidden.equals("nothing") ? 1 : 0, recording.events("Send").size());
        }
    }

    /** As OSGi does: what the JDK exports, and not what rewritten classes refer to. */
    @Test
    void withoutItsInternals_nothingIsRecorded_alsoIfARecordingStartsLater() throws Exception {
        Callable<?> early = hiding("jdk.jfr.internal");
        assertEquals(false, early.call());
        try (TestRecording recording = new TestRecording()) {
            assertEquals(false, early.call());
            assertEquals(false, early.call());
            assertEquals(false, hiding("jdk.jfr.internal").call());
            assertEquals(List.of(), recording.events("Deliver"));
        }
    }

    /** That the loader hides nothing else. */
    @Test
    void withAll_aClassLoaderOfItsOwn_records() throws Exception {
        try (TestRecording recording = new TestRecording()) {
            assertEquals(true, hiding("nothing").call());
            Map<String, Long> results = recording.events("Deliver").stream()
                    .collect(Collectors.groupingBy(event -> event.getString("result"), Collectors.counting()));
            assertEquals(Map.of("ACCEPTED", 1L), results);
        }
    }
}
