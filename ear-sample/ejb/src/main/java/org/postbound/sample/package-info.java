/**
 * The sample's business: an order and its confirmation mail, in one transaction.
 *
 * <p>Nothing here knows a server's product. The data source is declared by the application, the mail connection factory
 * by whoever runs it, under the name {@code mail/orders}.
 */
package org.postbound.sample;
