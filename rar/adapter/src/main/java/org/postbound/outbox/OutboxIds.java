package org.postbound.outbox;

/** Gives out ids, each once for ever. */
@FunctionalInterface
interface OutboxIds {
    OutboxId next();
}
