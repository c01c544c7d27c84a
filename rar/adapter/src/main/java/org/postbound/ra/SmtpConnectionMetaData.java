package org.postbound.ra;

import jakarta.resource.spi.ManagedConnectionMetaData;
import org.postbound.config.Credentials;
import org.postbound.config.SessionConfig;

/** What is known of a connection without asking the server, since the container may ask at any time (7.5.4). */
record SmtpConnectionMetaData(SessionConfig target) implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
        return "SMTP server " + target.server().host() + ":" + target.server().port();
    }

    @Override
    public String getEISProductVersion() {
        return "RFC 5321";
    }

    /** Unknown, which is 0. */
    @Override
    public int getMaxConnections() {
        return 0;
    }

    @Override
    public String getUserName() {
        if (target.credentials() instanceof Credentials.Password password) {
            return password.userName();
        }
        if (target.credentials() instanceof Credentials.Certificate certificate) {
            return certificate.userName().orElse("");
        }
        return target.credentials() instanceof Credentials.Token token ? token.userName() : "";
    }
}
