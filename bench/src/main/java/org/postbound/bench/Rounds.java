package org.postbound.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the rounds of one contestant achieved so far, or why there are no more. */
final class Rounds {
    private final List<Double> rates = new ArrayList<>();
    private Optional<String> failure = Optional.empty();

    /** Something that can fail. */
    interface Step {
        void run() throws Exception;
    }

    /** Takes a step. One who fails is told in the results; the others go on. */
    void attempt(Step step) {
        if (failure.isPresent()) {
            return;
        }
        try {
            step.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            failure = Optional.of(e.toString());
        }
    }

    void add(double perSecond) {
        rates.add(perSecond);
    }

    Optional<String> failure() {
        return failure;
    }

    /** Returns the median rate. */
    OptionalDouble median() {
        return rates.stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .skip(rates.size() / 2)
                .findFirst();
    }

    Row.Rate rate() {
        return new Row.Rate(median().orElseThrow(), Collections.min(rates), Collections.max(rates));
    }
}
