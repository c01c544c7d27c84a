package org.postbound.it;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/**
 * Sends from the deployment of an application until nothing can be sent any more, half of it in transactions. On threads
 * of its own, which end then: the server's own keep a reference to their last task.
 */
@Singleton
@Startup
public class Load {
    private static final int THREADS = 4;

    /** Which it is says the descriptor. */
    @Resource(name = "mail/pool")
    private SmtpConnectionFactory mail;

    @EJB
    private Transactions transactions;

    private volatile boolean undeploying;

    @PostConstruct
    void start() {
        for (int i = 0; i < THREADS; i++) {
            boolean inTransactions = i % 2 == 0;
            Thread thread = new Thread(() -> run(inTransactions), "load-" + i);
            thread.start();
        }
    }

    /** Does not stop the load: it goes on while the server takes the adapter away. */
    @PreDestroy
    void noticeUndeployment() {
        undeploying = true;
    }

    private void run(boolean inTransactions) {
        while (true) {
            try {
                if (inTransactions) {
                    transactions.required(this::send);
                } else {
                    send();
                }
            } catch (Exception e) {
                if (undeploying) {
                    return;
                }
                throw new IllegalStateException("nothing can be sent although nobody undeploys", e);
            }
        }
    }

    private Void send() {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(Email.builder().to("jo@example.org").text("load").build());
        }
        return null;
    }
}
