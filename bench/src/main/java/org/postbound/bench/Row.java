package org.postbound.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one client did in one case.
 *
 * @param what the case
 * @param client the client's name
 * @param rate messages per second
 * @param flightsPerMessage client-to-server flights, connecting included; empty if they could not be counted
 * @param octetsPerMessage what the client wrote, connecting included; empty like the flights
 * @param ratioToAngusOpen the rate, compared with Angus's transport kept open in the same case; empty without that
 * @param sinkProcessor the share of one processor that the sink used
 * @param sinkCeiling messages per second that the sink takes from somebody who does not listen; only without a network
 * @param failure why there are no figures; empty if there are
 */
record Row(
        Case what,
        String client,
        Rate rate,
        OptionalDouble flightsPerMessage,
        OptionalDouble octetsPerMessage,
        OptionalDouble ratioToAngusOpen,
        double sinkProcessor,
        OptionalDouble sinkCeiling,
        Optional<String> failure) {
    private static final double BUSY = 0.9;

    static Row failed(Case what, String client, String failure) {
        OptionalDouble none = OptionalDouble.empty();
        return new Row(what, client, new Rate(0, 0, 0), none, none, none, 0, none, Optional.of(failure));
    }

    /**
     * Returns whether the sink was the limit: a processor was its own nearly all the time, or it takes hardly more from
     * anybody.
     */
    boolean sinkWasLimit() {
        return sinkProcessor >= BUSY || rate.median() >= BUSY * sinkCeiling.orElse(Double.MAX_VALUE);
    }

    Row withRatio(OptionalDouble ratio) {
        return new Row(
                what, client, rate, flightsPerMessage, octetsPerMessage, ratio, sinkProcessor, sinkCeiling, failure);
    }

    /**
     * Messages per second.
     *
     * @param median of the rounds
     * @param min of the slowest round
     * @param max of the fastest round
     */
    record Rate(double median, double min, double max) {}
}
