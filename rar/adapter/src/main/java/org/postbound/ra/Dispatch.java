package org.postbound.ra;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.postbound.Receipt;
import org.postbound.SmtpConfigurationException;
import org.postbound.config.SessionConfig;
import org.postbound.delivery.Submission;
import org.postbound.mime.RenderedMessage;
import org.postbound.tx.KeyRule;
import org.postbound.tx.SendRule;
import org.postbound.tx.Staging;
import org.postbound.tx.ThreadTransaction;

/**
 * What becomes of the messages of one connection: staged in its transaction, put into the outbox, or submitted at once.
 *
 * @param target whose connection it is
 * @param context what all connections of the factory share
 * @param submission hands messages to the server
 * @param participation how the connection takes part in transactions
 */
record Dispatch(SessionConfig target, FactoryContext context, Submission submission, Participation participation) {
    /** What would become of a message now; throws if it would be refused. */
    SendRule.Action decide(Optional<Object> taken) {
        return decide(staging().key(), taken);
    }

    private SendRule.Action decide(Optional<Object> branchKey, Optional<Object> taken) {
        SendRule.Action action = SendRule.decide(
                branchKey,
                taken,
                context.transactions().current(),
                context.config().asynchronous());
        if (action != SendRule.Action.SEND_NOW) {
            checkOwnAccount();
        }
        return action;
    }

    private SendRule.Action decide(Optional<Object> branchKey, Optional<Object> taken, List<RenderedMessage> messages) {
        SendRule.Action action = decide(branchKey, taken);
        if (action == SendRule.Action.SEND_NOW || participation.outbox().isEmpty()) {
            messages.forEach(KeyRule::checkNone);
        }
        return action;
    }

    /** Throws if messages are to go through the outbox, and it is another account's connection. */
    void checkAccount() {
        if (context.config().asynchronous()
                || context.transactions().current() instanceof ThreadTransaction.Active
                || staging().key().isPresent()) {
            checkOwnAccount();
        }
    }

    /** Credentials never enter the outbox, so its mail goes to the factory's own server as the factory's own user. */
    private void checkOwnAccount() {
        SessionConfig configured = context.config().session();
        if (participation.outbox().isPresent() && !target.equals(configured)) {
            throw new SmtpConfigurationException(
                    target.server().equals(configured.server()) ? "UserName" : "ServerName",
                    "is for another account (%s) than the factory's own (%s), as which mail of a transaction or of"
                                    .formatted(describe(target), describe(configured))
                            + " Asynchronous=true leaves the outbox, which keeps no credentials; use a connection factory"
                            + " for each account, or Outbox=NONE");
        }
    }

    static String describe(SessionConfig config) {
        return "%s at %s:%d"
                .formatted(
                        config.credentials(),
                        config.server().host(),
                        config.server().port());
    }

    Receipt send(Optional<Object> taken, RenderedMessage message) {
        return context.addressing()
                .send(List.of(message), left -> List.of(sendAddressed(taken, left.get(0))))
                .get(0);
    }

    /** Decided anew, since rendering may have taken long. */
    private Receipt sendAddressed(Optional<Object> taken, RenderedMessage message) {
        Optional<Object> branchKey = staging().key();
        return switch (decide(branchKey, taken, List.of(message))) {
            case STAGE -> stage(branchKey, List.of(message)).get(0);
            case STORE -> store(List.of(message)).get(0);
            case SEND_NOW -> Receipts.of(message, submission.submit(message));
        };
    }

    /** A failure to submit one message is told in its receipt. */
    List<Receipt> sendAll(Optional<Object> taken, List<RenderedMessage> messages) {
        return context.addressing().send(messages, left -> sendAllAddressed(taken, left));
    }

    private List<Receipt> sendAllAddressed(Optional<Object> taken, List<RenderedMessage> messages) {
        Optional<Object> branchKey = staging().key();
        return switch (decide(branchKey, taken, messages)) {
            case STAGE -> stage(branchKey, messages);
            case STORE -> store(messages);
            case SEND_NOW -> submit(messages);
        };
    }

    /** In the branch that was decided on, and no later one: the connection may serve somebody else meanwhile. */
    private List<Receipt> stage(Optional<Object> branchKey, List<RenderedMessage> messages) {
        List<Optional<String>> ids = staging().stage(branchKey.orElseThrow(SendRule::ended), messages);
        return IntStream.range(0, messages.size())
                .mapToObj(i -> Receipts.staged(messages.get(i), ids.get(i)))
                .toList();
    }

    private List<Receipt> store(List<RenderedMessage> messages) {
        List<String> ids = participation.outbox().orElseThrow().store(messages);
        return IntStream.range(0, messages.size())
                .mapToObj(i -> Receipts.stored(messages.get(i), ids.get(i)))
                .toList();
    }

    private List<Receipt> submit(List<RenderedMessage> messages) {
        Receipts receipts = new Receipts(messages);
        submission.submitAll(receipts);
        return receipts.inOrder();
    }

    private Staging staging() {
        return participation.staging();
    }
}
