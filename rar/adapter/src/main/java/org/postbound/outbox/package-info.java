/**
 * The durable store of committed mail. {@link org.postbound.outbox.Outbox} is what transactions and couriers see of it;
 * the journal is its embedded implementation. Never touches the network, and never holds a credential.
 */
package org.postbound.outbox;
