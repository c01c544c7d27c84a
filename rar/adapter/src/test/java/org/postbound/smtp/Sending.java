package org.postbound.smtp;

import java.util.concurrent.Callable;

/** Sends a message, and returns the code of the reply; also where all classes are those of another class loader. */
public final class Sending implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply("250 queued").expectQuit();
        })) {
            SmtpSession session = Sessions.open(server);
            int code =
                    session.send(Sessions.message("b@to.test"), false).reply().code();
            session.quit();
            return code;
        }
    }
}
