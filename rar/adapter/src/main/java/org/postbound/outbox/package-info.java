/**
 * The durable store of committed mail. {@link org.postbound.outbox.Outbox} is what transactions and couriers see of it, {@link
 * org.postbound.outbox.Subscriptions} what is kept of events;
 * the journal is its embedded implementation, opened by {@link org.postbound.outbox.Journals}. Never touches the network,
 * never holds a credential, knows no container.
 *
 * <p>Only threads that were lent to {@link org.postbound.outbox.Journals.Lease#run()} write to the store. A change is
 * queued, made durable together with all others that are there by then, and only then shown to others. docs/outbox.md has
 * the format, and what a crash leaves.
 */
package org.postbound.outbox;
