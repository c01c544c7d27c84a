package org.postbound.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();

    private static ReceivedMail mail(String subject) {
        return new ReceivedMail(
                "a@example.org",
                List.of("b@example.org"),
                ("Subject: " + subject + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void only_returnsTheOne_andListsOthers() {
        assertEquals(
                "expected one mail, but there are 0 mails",
                assertThrows(AssertionError.class, inbox::only).getMessage());
        inbox.add(mail("first"));
        assertEquals("first", inbox.only().subject());
        inbox.add(mail("second"));
        String message = assertThrows(AssertionError.class, inbox::only).getMessage();
        assertTrue(message.contains("\"first\"") && message.contains("\"second\""), message);
    }

    @Test
    void await_returnsWhenTheMailIsThere() throws Exception {
        CompletableFuture<List<ReceivedMail>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return inbox.await(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        inbox.add(mail("first"));
        inbox.add(mail("second"));
        assertEquals(2, waiting.get().size());
    }

    @Test
    void await_givesUp_andListsWhatIsThere() {
        inbox.add(mail("first"));
        String message = assertThrows(AssertionError.class, () -> inbox.await(2, Duration.ofMillis(1)))
                .getMessage();
        assertTrue(message.startsWith("expected 2 mails within PT0.001S, but there are 1 mail\n"), message);
    }

    @Test
    void clear_forgets() {
        inbox.add(mail("first"));
        inbox.clear();
        assertEquals(0, inbox.total());
        assertEquals("0 mails", inbox.toString());
    }
}
