package org.example.shop;

import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

class Orders {
    private final SmtpConnectionFactory mail;

    Orders(SmtpConnectionFactory mail) {
        this.mail = mail;
    }

    void confirm(String customer) {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(Email.builder()
                    .to(customer)
                    .subject("Thank you")
                    .text("It is on its way.")
                    .attach("receipt.txt", "text/plain", new byte[] {'4', '2'})
                    .build());
        }
    }
}
