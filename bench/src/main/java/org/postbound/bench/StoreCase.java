package org.postbound.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What all stores do alike.
 *
 * @param work what is done with a message
 * @param threads how many do so at the same time
 */
record StoreCase(Work work, int threads) {
    static List<StoreCase> all() {
        List<StoreCase> all = new ArrayList<>();
        for (Work work : Work.values()) {
            for (int threads : new int[] {1, 8, 32}) {
                all.add(new StoreCase(work, threads));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "durable %s, %d thread%s".formatted(work.label(), threads, threads == 1 ? "" : "s");
    }
}
