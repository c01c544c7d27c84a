package org.postbound.docs;

import jakarta.mail.internet.MimeMessage;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.postbound.Email;
import org.postbound.Envelope;
import org.postbound.Receipt;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;
import org.postbound.test.SmtpServerExtension;

/** What samples that are less than a class take for granted. */
abstract class Surroundings {
    SmtpConnectionFactory mail;
    SmtpConnection connection;
    UserTransaction transaction;
    Email email;
    List<Email> emails;
    Envelope envelope;
    Properties properties;
    MimeMessage mimeMessage;
    Receipt receipt;
    byte[] pdf;
    byte[] rendered;
    Path file;
    Order order;
    String password;
    String clientSecret;
    String refreshToken;
    TransactionManager manager;
    TransactionSynchronizationRegistry registry;

    /** Of an application. */
    record Order(long id, String customer, boolean isUrgent) {}

    /** Of an application. */
    static class Invoice {
        void setStatus(String status) {
            throw new UnsupportedOperationException(status);
        }
    }

    /** Of an application, and tested. */
    static class Orders {
        Orders(SmtpConnectionFactory mail) {
            throw new UnsupportedOperationException(mail.toString());
        }

        void confirm(String customer) {
            throw new UnsupportedOperationException(customer);
        }
    }

    /** What samples of tests take from the one before. */
    abstract static class Tests extends Surroundings {
        SmtpServerExtension smtp;

        abstract Orders orders();
    }
}
