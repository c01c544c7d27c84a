package org.postbound.flight;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The opening of a session, from the first address that is tried to the end of the authentication. */
@Name("org.postbound.Connect")
@Label("SMTP Connect")
@Category("Postbound")
@Description("A session with an SMTP server was opened, or could not be")
@Enabled
@Threshold("0 ms")
@StackTrace(false)
final class ConnectEvent extends Event implements Started<Connect> {
    @Label("Server")
    String server;

    @Label("Port")
    int port;

    @Label("Security")
    @Description("Configured protection: TLS, STARTTLS, STARTTLS_IF_OFFERED or NONE")
    String security;

    @Label("TLS Version")
    @Description("Nothing if the session is in plaintext, or was not opened")
    String tlsVersion;

    @Label("Result")
    @Description("OK, or why there is no session")
    String result;

    static Started<Connect> begun() {
        ConnectEvent event = new ConnectEvent();
        if (!event.isEnabled()) {
            return NoRecorder.nothing();
        }
        event.begin();
        return event;
    }

    @Override
    public void done(Supplier<Connect> what) {
        end();
        if (shouldCommit()) {
            Connect told = what.get();
            server = told.server();
            port = told.port();
            security = told.security();
            tlsVersion = told.tlsVersion();
            result = told.result();
            commit();
        }
    }
}
