package org.postbound.outbox;

import java.time.Instant;

/** A route is paused. */
record PauseRecord(String route, Instant since) {
    static final int VERSION = 1;

    byte[] toOctets() {
        return FieldWriter.version(VERSION).text(route).instant(since).toOctets();
    }

    static PauseRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        return new PauseRecord(in.text(), in.instant());
    }
}
