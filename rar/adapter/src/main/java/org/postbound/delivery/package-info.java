/**
 * Handing messages over to the server: at what rate, and with what success. Knows no container.
 */
package org.postbound.delivery;
