/** What the adapter costs on paths without a network. The figures stand in {@code docs/performance.md}. */
package org.postbound.bench;
