package org.postbound.outbox;

/** What is kept of a message that the server has accepted. */
record SentRecord(Sent message) {
    static final int VERSION = 1;

    byte[] toOctets() {
        return FieldWriter.version(VERSION)
                .number(message.id().value())
                .text(message.route())
                .text(message.messageId())
                .text(message.reversePath())
                .list(message.recipients(), FieldWriter::outcome)
                .instant(message.storedAt())
                .instant(message.acceptedAt())
                .number(message.attempts())
                .toOctets();
    }

    static SentRecord of(byte[] octets) {
        FieldReader in = FieldReader.of(octets, VERSION);
        return new SentRecord(new Sent(
                new OutboxId(in.number()),
                in.text(),
                in.text(),
                in.text(),
                in.list(FieldReader::outcome),
                in.instant(),
                in.instant(),
                (int) in.number()));
    }
}
