package org.postbound.it.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares what customers were told with what there is, when recovery is over.
 *
 * @param transactions how many there were
 * @param committed of how many row or mail is there
 * @param unanswered of how many the customer does not know
 * @param lost what is missing
 * @param phantoms what nobody committed
 * @param duplicates mails that were accepted more than once
 * @param unexcused those of them that the one documented point does not explain
 */
record Audit(
        int transactions,
        int committed,
        int unanswered,
        List<String> lost,
        List<String> phantoms,
        List<String> duplicates,
        List<String> unexcused) {
    /** The records that a courier lets wait for the disk, the one that it has just learnt of, and the mail under way. */
    private static final int MOST_UNRECORDED = 34;

    /**
     * Compares.
     *
     * @param orders the transactions
     * @param rows the rows that are there
     * @param log what the relay has accepted
     */
    static Audit of(List<Order> orders, Set<Integer> rows, Relay.Log log) {
        return new Comparison(rows, log).of(orders);
    }

    /** Adds up two of different transactions. */
    Audit and(Audit other) {
        return new Audit(
                transactions + other.transactions,
                committed + other.committed,
                unanswered + other.unanswered,
                joined(lost, other.lost),
                joined(phantoms, other.phantoms),
                joined(duplicates, other.duplicates),
                joined(unexcused, other.unexcused));
    }

    private static List<String> joined(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    /** At a point where the relay cannot have taken what is not recorded, no duplicate is excused. */
    Audit withoutExcuse() {
        return new Audit(transactions, committed, unanswered, lost, phantoms, duplicates, duplicates);
    }

    /** Returns what must not be. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        lost.forEach(one -> violations.add("lost: " + one));
        phantoms.forEach(one -> violations.add("phantom: " + one));
        unexcused.forEach(one -> violations.add("duplicate: " + one));
        return violations;
    }

    private static final class Comparison {
        private final Set<Integer> rows;
        private final List<Relay.Acceptance> accepted;
        private final Set<Integer> broken;
        private final Set<String> mails;
        private final List<String> lost = new ArrayList<>();
        private final List<String> phantoms = new ArrayList<>();
        private final List<String> duplicates = new ArrayList<>();
        private final List<String> unexcused = new ArrayList<>();
        private int committed;

        Comparison(Set<Integer> rows, Relay.Log log) {
            this.rows = rows;
            accepted = log.mails();
            broken = log.broken();
            mails = accepted.stream().map(Relay.Acceptance::mail).collect(Collectors.toSet());
        }

        Audit of(List<Order> orders) {
            orders.forEach(this::compare);
            int unanswered = (int) orders.stream()
                    .filter(order -> order.outcome() == Order.Outcome.UNKNOWN)
                    .count();
            return new Audit(orders.size(), committed, unanswered, lost, phantoms, duplicates, unexcused);
        }

        /** All effects of an order have to be there, or none. */
        private void compare(Order order) {
            Set<String> expected = new HashSet<>();
            order.kind().routes().forEach(route -> expected.add("mail " + route));
            if (order.kind().hasRow()) {
                expected.add("row");
            }
            Set<String> found = found(order);
            boolean mayCommit = order.kind().isCommitting() && order.outcome() != Order.Outcome.ROLLED_BACK;
            boolean hasCommitted = mayCommit
                    && (order.outcome() == Order.Outcome.COMMITTED
                            || (order.kind().hasRow() ? found.contains("row") : !found.isEmpty()));
            if (hasCommitted) {
                committed++;
                expected.removeAll(found);
                expected.forEach(what -> lost.add(what + " of " + order));
            } else {
                found.forEach(what -> phantoms.add(what + " of " + order));
            }
            order.kind().routes().forEach(route -> lookForDuplicates(order.id() + "/" + route));
        }

        private Set<String> found(Order order) {
            Set<String> found = new HashSet<>();
            if (rows.contains(order.id())) {
                found.add("row");
            }
            for (String route : order.kind().routes()) {
                if (mails.contains(order.id() + "/" + route)) {
                    found.add("mail " + route);
                }
            }
            return found;
        }

        /** A mail may come again if the server was killed between the relay's acceptance and the record of it. */
        private void lookForDuplicates(String mail) {
            for (int i = 0; i < accepted.size(); i++) {
                if (accepted.get(i).mail().equals(mail) && comesAgain(i)) {
                    duplicates.add(mail);
                    if (!wasUnrecorded(i)) {
                        unexcused.add(accepted.get(i).toString());
                    }
                }
            }
        }

        private boolean comesAgain(int index) {
            String mail = accepted.get(index).mail();
            return accepted.subList(index + 1, accepted.size()).stream()
                    .anyMatch(later -> later.mail().equals(mail));
        }

        /**
         * Acceptances are recorded in their order, while the next mails are sent: those that were not when the server was
         * killed are the last of a session that the kill broke, and not many.
         */
        private boolean wasUnrecorded(int index) {
            int session = accepted.get(index).session();
            int[] last = IntStream.range(index, accepted.size())
                    .filter(i -> accepted.get(i).session() == session)
                    .toArray();
            return broken.contains(session)
                    && last.length <= MOST_UNRECORDED
                    && Arrays.stream(last).allMatch(this::comesAgain);
        }
    }
}
