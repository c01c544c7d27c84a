/** Benchmarks of what this package of the adapter keeps to itself. */
package org.postbound.smtp;
