/**
 * From a message as an application sees it to an envelope and bytes that are ready for the wire. Everything that can be
 * wrong with a message is found here, before a socket is used.
 *
 * <p>Bytes are rendered once: each {@link org.postbound.mime.WireMessage#writeTo} writes the same, Message-ID included.
 * Beyond a megabyte they are kept in a temporary file until the message is closed.
 *
 * <p>An address stands in ASCII wherever that is possible. Where it is not, envelope and header are in UTF-8 (RFC 6531,
 * RFC 6532), and {@link org.postbound.mime.WireMessage#needsSmtpUtf8} says so of the header; nothing is downgraded.
 */
package org.postbound.mime;
