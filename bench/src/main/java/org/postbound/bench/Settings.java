package org.postbound.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is run, from the system properties {@code bench.*}; see {@code docs/performance.md}.
 *
 * @param quick whether a glance is enough: fewer and shorter rounds, and a short soak
 * @param filter which rows: a pattern found in {@link Case#toString} or {@link StoreCase#toString} followed by the name of
 *     the client or the store
 * @param jmh which JMH benchmarks, as JMH's own pattern; empty for none
 * @param soakMessages how many messages the soak sends; 0 for no soak
 * @param docs where to write the charts and tables of the documentation, if that was asked for
 * @param target the folder for results and for what is installed on the way
 * @param scripts the folder of the JavaScript clients
 */
record Settings(
        boolean quick,
        Pattern filter,
        Optional<String> jmh,
        int soakMessages,
        Optional<Path> docs,
        Path target,
        Path scripts) {

    static Settings fromProperties() {
        boolean quick = Boolean.getBoolean("bench.quick");
        return new Settings(
                quick,
                Pattern.compile(System.getProperty("bench.filter", "")),
                Optional.of(System.getProperty("bench.jmh", ".*")).filter(pattern -> !"none".equals(pattern)),
                Integer.getInteger("bench.soak", quick ? 10_000 : 100_000),
                Boolean.getBoolean("bench.docs") ? Optional.of(path("bench.docs.directory", "docs")) : Optional.empty(),
                path("bench.target", "target"),
                path("bench.scripts", "src/main/js"));
    }

    private static Path path(String property, String otherwise) {
        return Path.of(System.getProperty(property, otherwise));
    }

    /** Rounds of a case; the median counts. With a network rounds differ little, and take long. */
    int rounds(Case what) {
        int rounds = quick ? 1 : 5;
        return what.rttMs() == 0 ? rounds : Math.min(rounds, 3);
    }

    Duration round(Case what) {
        return Duration.ofMillis(what.rttMs() == 0 ? quick ? 150 : 300 : quick ? 200 : 300);
    }

    /** Before the first round of a case, for each client. */
    Duration warmUp(Case what) {
        return Duration.ofMillis(what.rttMs() == 0 ? quick ? 100 : 200 : 1);
    }

    /** Before the first case, for each client, so that none is measured before the compiler has seen it. */
    Duration compilerWarmUp() {
        return Duration.ofMillis(quick ? 500 : 3_000);
    }

    /** Rounds of each store in each case; the median counts. Syncs differ more than anything else. */
    int storeRounds() {
        return quick ? 1 : 9;
    }

    Duration storeRound() {
        return Duration.ofMillis(quick ? 150 : 300);
    }

    Duration relayRound() {
        return Duration.ofMillis(quick ? 300 : 1_000);
    }

    /** Before the first round of a case, for each store. */
    Duration storeWarmUp() {
        return Duration.ofMillis(quick ? 300 : 1_000);
    }

    /** How many commits of each kind are timed. */
    int commits() {
        return quick ? 100 : 1_000;
    }
}
