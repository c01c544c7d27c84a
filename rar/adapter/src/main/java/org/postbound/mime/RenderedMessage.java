package org.postbound.mime;

import org.postbound.Envelope;

/**
 * All that a mail transaction needs.
 *
 * @param envelope from whom to whom
 * @param message the content
 */
public record RenderedMessage(Envelope envelope, WireMessage message) {}
