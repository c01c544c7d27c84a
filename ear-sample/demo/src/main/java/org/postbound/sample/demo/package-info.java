/** The demo: a WildFly with the sample in it, and the mail server that receives its mail. */
package org.postbound.sample.demo;
