package org.postbound.it.matrix;

import java.io.IOException;
import java.nio.file.Path;

/** An administration console in a browser, signed on to, at the sample's pool. */
interface Console extends AutoCloseable {
    /** What the console shows as a property's value. */
    String property(String name) throws IOException;

    /** Changes a property there, with whatever the console then asks for. */
    void setProperty(String name, String value) throws IOException;

    /** Has the pool pinged. */
    void ping() throws IOException;

    /** Keeps a picture of the pool and its properties. */
    void picture(Path png) throws IOException;

    @Override
    void close() throws IOException;
}
