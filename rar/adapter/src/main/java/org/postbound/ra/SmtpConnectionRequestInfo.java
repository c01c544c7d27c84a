package org.postbound.ra;

import jakarta.resource.spi.ConnectionRequestInfo;
import java.util.Objects;
import org.postbound.SmtpConnectionSpec;

/** What the application asked for beyond the configuration; equal specs may share a connection (7.5.1.2). */
record SmtpConnectionRequestInfo(SmtpConnectionSpec spec) implements ConnectionRequestInfo {
    SmtpConnectionRequestInfo {
        Objects.requireNonNull(spec, "spec");
    }
}
