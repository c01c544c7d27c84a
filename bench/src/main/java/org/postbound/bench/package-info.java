/**
 * What the adapter costs on paths without a network, and how it compares with other clients. The figures stand in {@code
 * docs/performance.md}.
 */
package org.postbound.bench;
