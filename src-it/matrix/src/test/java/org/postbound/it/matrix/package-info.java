/**
 * The sample on each application server, unpacked as it is distributed and set up with the files of {@code servers/}. What each
 * can do is a row of the table in {@code docs/servers/README.md}.
 */
package org.postbound.it.matrix;
