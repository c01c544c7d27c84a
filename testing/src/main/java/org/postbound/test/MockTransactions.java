package org.postbound.test;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransactionException;
import org.postbound.ra.RegistryTransactions;
import org.postbound.tx.SendRule;
import org.postbound.tx.ThreadTransaction;

/** The transactions that a {@link MockMail} follows: those of a registry, or none. */
final class MockTransactions {
    private final Optional<TransactionSynchronizationRegistry> registry;
    private final ThreadTransaction.Source source;

    MockTransactions(Optional<TransactionSynchronizationRegistry> registry) {
        this.registry = registry;
        this.source = registry.<ThreadTransaction.Source>map(RegistryTransactions::new)
                .orElse(ThreadTransaction.None::new);
    }

    ThreadTransaction current() {
        return source.current();
    }

    /**
     * Takes part in the transaction of the thread, as a container enlists a connection that is taken in one.
     *
     * @throws SmtpTransactionException if nothing can commit there any more
     * @throws SmtpConfigurationException if the connection is to go to another server or as another user
     */
    Optional<MockBranch> enlist(SmtpConnectionSpec spec, MockServer server) {
        ThreadTransaction thread = current();
        SendRule.checkNewHandle(thread);
        if (thread instanceof ThreadTransaction.Active active) {
            checkOwnAccount(spec);
            return Optional.of(branch(registry.orElseThrow(), active.key(), server));
        }
        return Optional.empty();
    }

    /** The outbox keeps no credentials, so in a transaction mail goes to the factory's own server as its own user. */
    private static void checkOwnAccount(SmtpConnectionSpec spec) {
        if (!spec.equals(SmtpConnectionSpec.configured())) {
            throw new SmtpConfigurationException(
                    spec.server().isPresent() ? "ServerName" : "UserName",
                    "is given by the application, but mail of a transaction waits in the outbox, which keeps no credentials;"
                            + " use a connection factory for each account");
        }
    }

    private MockBranch branch(TransactionSynchronizationRegistry registry, Object transaction, MockServer server) {
        try {
            if (registry.getResource(this) instanceof MockBranch branch) {
                return branch;
            }
            MockBranch branch = new MockBranch(transaction, server);
            registry.registerInterposedSynchronization(branch);
            registry.putResource(this, branch);
            return branch;
        } catch (IllegalStateException e) {
            // The reaper has ended the transaction meanwhile.
            SmtpTransactionException ended = SendRule.ended();
            ended.addSuppressed(e);
            throw ended;
        }
    }
}
