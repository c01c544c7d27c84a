package org.postbound.it.servers;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** Postfix with all its extensions, and without some. */
@Needs({Program.POSTFIX, Program.DOVECOT, Program.CYRUS_SASL})
@ParameterizedClass
@FieldSource("org.postbound.it.servers.PostfixPorts#SENDING")
class PostfixSendingIT extends SendingTests {
    PostfixSendingIT(PostfixPort port, Postfix postfix) {
        super(postfix, postfix.port(port));
    }
}
