package org.postbound.it.matrix;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came of each capability on one server, and the messages that an administrator sees there. */
final class Column {
    private final String server;
    private final Map<Capability, Cell> cells = new EnumMap<>(Capability.class);
    private final Map<String, String> messages = new LinkedHashMap<>();
    private final Map<Capability, String> remarks = new EnumMap<>(Capability.class);

    Column(String server) {
        this.server = server;
    }

    /** The server, with its version. */
    String server() {
        return server;
    }

    void put(Capability capability, Cell cell) {
        cells.put(capability, cell);
    }

    /** Keeps what an administrator was told about a wrong setting. */
    void told(String setting, String message) {
        messages.put(setting, message);
    }

    /** Says what one has to know about a capability that works. */
    void remark(Capability capability, String remark) {
        remarks.put(capability, remark);
    }

    /** What was remarked about a capability, or nothing. */
    String remark(Capability capability) {
        return remarks.getOrDefault(capability, "");
    }

    Map<Capability, Cell> cells() {
        return Collections.unmodifiableMap(cells);
    }

    Map<String, String> messages() {
        return Collections.unmodifiableMap(messages);
    }
}
