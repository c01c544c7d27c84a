package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.email;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postbound.DsnNotify;
import org.postbound.DsnReturn;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.ForwardPath;

class EmailEnvelopeTest {
    private static Envelope envelope(Email.Builder email) {
        return RENDERER.render(email.text("Hi").build()).envelope();
    }

    @Test
    void reversePath_isFrom() {
        assertEquals("shop@example.org", envelope(email()).reversePath());
    }

    @Test
    void reversePath_isSenderBeforeFrom() {
        assertEquals(
                "robot@example.org",
                envelope(email().sender("robot@example.org")).reversePath());
    }

    @Test
    void reversePath_isReturnPathBeforeSender() {
        Email.Builder email = email().sender("robot@example.org").returnPath("bounces@example.org");

        assertEquals("bounces@example.org", envelope(email).reversePath());
    }

    @Test
    void emptyReturnPath_isTheNullReversePath() {
        assertEquals("", envelope(email().returnPath("")).reversePath());
    }

    @Test
    void everyRecipient_standsThereOnce() {
        Email.Builder email = email().to("Jo <jo@EXAMPLE.net>")
                .cc("JO@example.net", "ann@example.net")
                .bcc("jo@example.net", "bob@example.net");

        assertEquals(
                List.of("jo@example.net", "JO@example.net", "ann@example.net", "bob@example.net"),
                envelope(email).forwardPaths().stream()
                        .map(ForwardPath::address)
                        .toList());
    }

    @Test
    void options_areThoseOfTheEmail() {
        Envelope envelope = envelope(email().bcc("bob@example.net")
                .dsnNotify(DsnNotify.FAILURE, DsnNotify.DELAY)
                .dsnReturn(DsnReturn.HDRS)
                .envelopeId("order-7")
                .requireTls());

        assertEquals(DsnReturn.HDRS, envelope.options().dsnReturn().orElseThrow());
        assertEquals("order-7", envelope.options().envelopeId().orElseThrow());
        for (ForwardPath path : envelope.forwardPaths()) {
            assertEquals(Set.of(DsnNotify.FAILURE, DsnNotify.DELAY), path.dsnNotify());
        }
    }
}
