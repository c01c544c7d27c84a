package org.postbound.smtp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postbound.SmtpServerInfo;
import org.postbound.config.SessionConfig;
import org.postbound.config.SessionLimits;

/** Records what a link tells of its sessions, and makes links that tell it. */
final class RecordedSessions implements SessionListener {
    private final List<String> events = new CopyOnWriteArrayList<>();

    /** A link with the limits of the default configuration. */
    static SmtpLink link(SessionConfig config, Deadlines deadlines) {
        return new SmtpLink(
                new Relays(List.of(config), deadlines, Sessions.NO_TOKENS, System::nanoTime),
                SessionLimits.DEFAULT,
                new RecordedSessions(),
                System::nanoTime);
    }

    List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public void opened(SmtpServerInfo server, boolean again) {
        events.add(again ? "opened again" : "opened");
    }

    @Override
    public void closed() {
        events.add("closed");
    }
}
