package org.postbound.it;

import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.util.Locale;
import org.postbound.Email;
import org.postbound.SmtpConnection;
import org.postbound.SmtpConnectionFactory;

/** Measures calls inside the server: {@code /cost?what=checkout&times=10000} answers with nanoseconds per call. */
@WebServlet("/cost")
public final class CallCost extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final Email EMAIL = Email.builder()
            .to("jo@example.org")
            .subject("Your order")
            .text("It is on its way.\n".repeat(200))
            .build();

    @Resource(lookup = "java:/eis/Mail")
    private transient SmtpConnectionFactory mail;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        What what = What.valueOf(request.getParameter("what").toUpperCase(Locale.ROOT));
        int times = Integer.parseInt(request.getParameter("times"));
        try {
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                what.run(this);
            }
            response.getWriter().print((System.nanoTime() - start) / times);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** What is measured. */
    enum What {
        /** An empty transaction, to be subtracted. */
        EMPTY {
            @Override
            void run(CallCost cost) throws Exception {
                cost.transaction.begin();
                cost.transaction.rollback();
            }
        },
        /** getConnection and close, outside of a transaction. */
        CHECKOUT {
            @Override
            void run(CallCost cost) {
                cost.mail.getConnection().close();
            }
        },
        /** getConnection and close, in a transaction. */
        ENLISTED {
            @Override
            void run(CallCost cost) throws Exception {
                cost.transaction.begin();
                cost.mail.getConnection().close();
                cost.transaction.rollback();
            }
        },
        /** getConnection, send and close, in a transaction that rolls back: rendered and staged, no network. */
        STAGED {
            @Override
            void run(CallCost cost) throws Exception {
                cost.transaction.begin();
                cost.send();
                cost.transaction.rollback();
            }
        },
        /** The same with a commit: the sink on this machine takes the message. */
        COMMITTED {
            @Override
            void run(CallCost cost) throws Exception {
                cost.transaction.begin();
                cost.send();
                cost.transaction.commit();
            }
        };

        abstract void run(CallCost cost) throws Exception;
    }

    private void send() {
        try (SmtpConnection connection = mail.getConnection()) {
            connection.send(EMAIL);
        }
    }
}
