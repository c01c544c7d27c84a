package org.postbound.it.servers;

/** A server that has neither PIPELINING nor CHUNKING by nature. */
@Needs(Program.AIOSMTPD)
class AiosmtpdSendingIT extends SendingTests {
    AiosmtpdSendingIT(Aiosmtpd aiosmtpd) {
        super(aiosmtpd, aiosmtpd.plainPort());
    }
}
