package org.postbound.flight;

/**
 * One attempt of a courier at a message of the outbox.
 *
 * @param outboxId its id
 * @param route its route
 * @param attempt which attempt at this message it was, from 1 on
 * @param result {@code ACCEPTED}, {@code DEFERRED}, {@code FAILED}, {@code PARKED}, or {@code UNREACHABLE} if the server was not spoken to
 */
public record Deliver(String outboxId, String route, int attempt, String result) {}
