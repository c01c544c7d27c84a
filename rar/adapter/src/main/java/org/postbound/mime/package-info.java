/**
 * From a message as an application sees it to an envelope and bytes that are ready for the wire. Everything that can be
 * wrong with a message is found here, before a socket is used.
 */
package org.postbound.mime;
