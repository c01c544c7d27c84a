/**
 * What applications test their mail with. {@link org.postbound.test.MockMail} is a connection factory in memory, for unit
 * tests; {@link org.postbound.test.SmtpServer} is a real server in the process, for tests that speak SMTP, and {@link
 * org.postbound.test.SmtpServerExtension} starts and stops it for JUnit. What either received is an {@link
 * org.postbound.test.Inbox} of {@link org.postbound.test.ReceivedMail}.
 */
package org.postbound.test;
