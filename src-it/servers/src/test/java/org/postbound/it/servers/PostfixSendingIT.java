package org.postbound.it.servers;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Postfix with all its extensions, and without some. */
@Needs({Program.POSTFIX, Program.DOVECOT, Program.CYRUS_SASL})
@ParameterizedClass
@EnumSource(names = {"PLAIN", "WITHOUT_CHUNKING", "WITHOUT_PIPELINING", "WITHOUT_EXTENSIONS"})
class PostfixSendingIT extends SendingTests {
    PostfixSendingIT(PostfixPort port, Postfix postfix) {
        super(postfix, postfix.port(port));
    }
}
