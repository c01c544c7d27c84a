package org.postbound.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** The opening of a session, from the first address that is tried to the end of the authentication. */
@Name("org.postbound.Connect")
@Label("SMTP Connect")
@Description("A session with an SMTP server was opened, or could not be")
@Threshold("0 ms")
final class ConnectEvent extends FlightEvent<Connect> {
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

    @Override
    void tell(Connect told) {
        server = told.server();
        port = told.port();
        security = told.security();
        tlsVersion = told.tlsVersion();
        result = told.result();
    }
}
