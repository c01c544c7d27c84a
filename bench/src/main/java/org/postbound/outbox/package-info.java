/** What benchmarks need that this package of the adapter keeps to itself. */
package org.postbound.outbox;
