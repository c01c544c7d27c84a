package org.postbound.docs;

import jakarta.mail.internet.MimeMessage;
import jakarta.transaction.UserTransaction;
import java.nio.file.Path;
import java.util.List;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** What samples that are less than a class take for granted. */
abstract class Surroundings {
    SmtpConnectionFactory mail;
    SmtpConnection connection;
    UserTransaction transaction;
    Email email;
    List<Email> emails;
    Envelope envelope;
    MimeMessage mimeMessage;
    Receipt receipt;
    byte[] pdf;
    byte[] rendered;
    Path file;
    Order order;

    /** Of an application. */
    record Order(long id, String customer, boolean isUrgent) {}

    /** Of an application. */
    static class Invoice {
        void setStatus(String status) {
            throw new UnsupportedOperationException(status);
        }
    }
}
