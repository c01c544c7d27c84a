package org.postbound.mime;

import java.io.IOException;
import java.io.OutputStream;

/** The octets of a rendered message, kept outside of memory. Safe for use by several threads. */
public interface StoredOctets extends AutoCloseable {
    /**
     * Returns how many there are.
     *
     * @return octets
     */
    long size();

    /**
     * Writes them all, in large pieces. May be called any number of times.
     *
     * @param out where to
     * @throws IOException if they cannot be read, or {@code out} throws it
     */
    void writeTo(OutputStream out) throws IOException;

    /** Gives up whatever is open; the octets stay. Has no effect the second time. */
    @Override
    void close();
}
