package org.postbound.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.postbound.mime.Rendering.RENDERER;
import static org.postbound.mime.Rendering.email;

import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.postbound.Attachment;
import org.postbound.Email;

/** What is searched through class loaders while a message is rendered. */
class EncodersTest {
    /** Notes what is looked for. */
    private static final class Noting extends ClassLoader {
        private final List<String> searched = new ArrayList<>();

        Noting() {
            super(EncodersTest.class.getClassLoader());
        }

        @Override
        public URL getResource(String name) {
            searched.add(name);
            return super.getResource(name);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            searched.add(name);
            return super.getResources(name);
        }
    }

    private static <T> T with(ClassLoader loader, Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    @Test
    void email_searchesNothing() {
        Email email = email().text("Hi")
                .html("<p>Gr\u00fc\u00dfe</p>")
                .inline("logo", Attachment.of("l.png", "image/png", new byte[10]))
                .attach("a.pdf", "application/pdf", new byte[1000])
                .build();
        Noting loader = new Noting();
        RENDERER.render(email);

        with(loader, () -> RENDERER.render(email));

        assertEquals(List.of(), loader.searched);
    }

    @Test
    void encoders_areFoundOnceAndNotInTheApplication() {
        Encoders encoders = new Encoders();
        Noting application = new Noting();

        StreamProvider first = with(application, encoders::get);

        assertSame(first, encoders.get());
        assertEquals(List.of(), application.searched);
    }

    @Test
    void contextClassLoader_isTheCallersAgainAfterwards() {
        Noting application = new Noting();

        ClassLoader afterwards = with(application, () -> {
            StreamProvider found = new Encoders().get();
            assertSame(found.getClass(), StreamProvider.provider().getClass());
            return Thread.currentThread().getContextClassLoader();
        });

        assertSame(application, afterwards);
    }
}
