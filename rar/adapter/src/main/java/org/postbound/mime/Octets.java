package org.postbound.mime;

import java.io.IOException;
import java.io.OutputStream;

/** The octets of a message, wherever they are kept. Safe for use by several threads. */
sealed interface Octets permits Octets.InMemory, Octets.Elsewhere, TemporaryFile {
    /** Returns how many there are. */
    long size();

    /** Writes them all. */
    void writeTo(OutputStream out) throws IOException;

    /** Frees what they take beside memory. */
    void close();

    /** Octets in memory. */
    final class InMemory implements Octets {
        private final byte[] array;
        private final int length;

        /**
         * Takes over octets.
         *
         * @param array starts with them; not changed any more
         * @param length how many
         */
        InMemory(byte[] array, int length) {
            this.array = array;
            this.length = length;
        }

        @Override
        public long size() {
            return length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(array, 0, length);
        }

        @Override
        public void close() {
            // The garbage collector does it.
        }
    }

    /** Octets that somebody else keeps. */
    record Elsewhere(StoredOctets stored) implements Octets {
        @Override
        public long size() {
            return stored.size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            stored.writeTo(out);
        }

        @Override
        public void close() {
            stored.close();
        }
    }
}
