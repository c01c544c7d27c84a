package org.postbound.mime;

/** Placeholder. */
final class WireBytes {
    private WireBytes() {}
}
