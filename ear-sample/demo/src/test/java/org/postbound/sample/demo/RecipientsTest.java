package org.postbound.sample.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecipientsTest {
    private final Mailboxes mailboxes = new Mailboxes(0);

    @BeforeEach
    void open() {
        mailboxes.open();
    }

    @AfterEach
    void close() {
        mailboxes.stop();
    }

    @Test
    void refused_isRefusedEachTime() throws Exception {
        try (SmtpClient client = new SmtpClient(mailboxes.getSmtp().getPort())) {
            client.mail();
            assertEquals(Recipients.FOR_GOOD, client.recipient("Refused@example.org"));
            assertEquals(Recipients.FOR_GOOD, client.recipient("refused@example.org"));
        }
    }

    @Test
    void later_isAcceptedEverySecondTime() throws Exception {
        try (SmtpClient client = new SmtpClient(mailboxes.getSmtp().getPort())) {
            client.mail();
            for (int mail = 0; mail < 2; mail++) {
                assertEquals(Recipients.FOR_THE_MOMENT, client.recipient("later@example.org"));
                assertEquals("250 OK", client.recipient("later@example.org"));
            }
        }
    }

    @Test
    void everybodyElse_isAccepted() throws Exception {
        try (SmtpClient client = new SmtpClient(mailboxes.getSmtp().getPort())) {
            client.mail();
            assertEquals("250 OK", client.recipient("unrefused@example.org"));
        }
    }
}
