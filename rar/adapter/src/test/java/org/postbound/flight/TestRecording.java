package org.postbound.flight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A Flight Recording of the adapter's events, however short they are, and of nothing else. */
public final class TestRecording implements AutoCloseable {
    private static final List<String> KINDS = List.of("Connect", "Send", "Prepare", "Commit", "Rollback", "Deliver");

    private final Recording recording = new Recording();

    /** Starts it. */
    public TestRecording() {
        KINDS.forEach(kind -> recording.enable("org.postbound." + kind).withoutThreshold());
        recording.start();
    }

    /** Returns the events of one kind up to now, in the order of their ends. */
    public List<RecordedEvent> events(String kind) throws IOException {
        Path file = Files.createTempFile("postbound", ".jfr");
        try {
            recording.dump(file);
            Stream<RecordedEvent> events = RecordingFile.readAllEvents(file).stream();
            return events.filter(event -> event.getEventType().getName().equals("org.postbound." + kind))
                    .sorted((one, other) -> one.getEndTime().compareTo(other.getEndTime()))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    /** Values of an event, in the order of its fields. */
    public static List<Object> values(RecordedEvent event, String... fields) {
        return Stream.of(fields).map(event::<Object>getValue).toList();
    }

    @Override
    public void close() {
        recording.close();
    }
}
