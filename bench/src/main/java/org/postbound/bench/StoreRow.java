package org.postbound.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one store did in one case.
 *
 * @param what the case
 * @param store the store's name
 * @param rate messages per second
 * @param syncsPerMessage how often it forced files or directories, for each message; empty if nobody counted
 * @param failure why there are no figures; empty if there are
 */
record StoreRow(StoreCase what, String store, Row.Rate rate, OptionalDouble syncsPerMessage, Optional<String> failure) {
    static StoreRow failed(StoreCase what, String store, String failure) {
        return new StoreRow(what, store, new Row.Rate(0, 0, 0), OptionalDouble.empty(), Optional.of(failure));
    }

    /** Returns the rate, compared with that of Postbound's outbox in the same case; empty without that. */
    OptionalDouble ratioToPostbound(List<StoreRow> rows) {
        return rows.stream()
                .filter(row -> row.what.equals(what) && row.store.equals(PostboundStore.NAME))
                .filter(row -> row.failure.isEmpty())
                .mapToDouble(row -> rate.median() / row.rate.median())
                .findFirst();
    }
}
