package org.postbound.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What all clients do alike.
 *
 * @param sink which server takes the messages
 * @param rttMs the round trip that the proxy adds, in milliseconds
 * @param sizeBytes the size of the message's text
 * @param recipients recipients of each message
 * @param connections how many connections send at the same time
 * @param prebuilt whether the message is rendered beforehand rather than built anew each time
 */
record Case(Sink.Kind sink, int rttMs, int sizeBytes, int recipients, int connections, boolean prebuilt) {
    /** The slow ones first: their count of flights is that of the fast ones, too. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (int rttMs : new int[] {20, 0}) {
            for (Sink.Kind sink : Sink.Kind.values()) {
                for (int sizeBytes : new int[] {4 * 1024, 100 * 1024}) {
                    for (int recipients : new int[] {1, 10}) {
                        for (int connections : new int[] {1, 8}) {
                            all.add(new Case(sink, rttMs, sizeBytes, recipients, connections, false));
                            all.add(new Case(sink, rttMs, sizeBytes, recipients, connections, true));
                        }
                    }
                }
            }
        }
        return all;
    }

    Case withRtt(int rtt) {
        return new Case(sink, rtt, sizeBytes, recipients, connections, prebuilt);
    }

    @Override
    public String toString() {
        return "%s, %d ms, %d KB, %d recipient%s, %d connection%s, %s"
                .formatted(
                        sink.label(),
                        rttMs,
                        sizeBytes / 1024,
                        recipients,
                        recipients == 1 ? "" : "s",
                        connections,
                        connections == 1 ? "" : "s",
                        prebuilt ? "rendered beforehand" : "built each time");
    }
}
