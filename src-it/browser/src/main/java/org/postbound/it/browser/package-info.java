/** A browser for tests, of the machine's own packages; nothing is downloaded. */
package org.postbound.it.browser;
