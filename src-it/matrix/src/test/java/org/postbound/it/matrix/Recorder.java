package org.postbound.it.matrix;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Writes down what comes of each test. That a server does not offer something is no failure; a fault of its own that is known has
 * to show. Where the sample could not be deployed the rest is not run: each test would wait in vain.
 */
final class Recorder implements ExecutionCondition, TestExecutionExceptionHandler, AfterTestExecutionCallback {
    private static final int LONGEST_REASON = 300;
    private static final System.Logger LOGGER = System.getLogger(Recorder.class.getName());

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestMethod().isPresent()
                        && column(context).cells().get(Capability.DEPLOY) instanceof Cell.Failed
                ? ConditionEvaluationResult.disabled("the sample could not be deployed")
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (thrown instanceof NotOfferedException) {
            put(context, new Cell.NotOffered(thrown.getMessage()));
            compare(context);
            return;
        }
        Optional<KnownFault> fault = test(context).knownFault(row(context)).filter(known -> known.explains(thrown));
        put(context, new Cell.Failed(fault.map(KnownFault::reason).orElseGet(() -> reason(thrown))));
        if (fault.isEmpty()) {
            throw thrown;
        }
        compare(context);
    }

    /** The table is no place for the paths of a machine, nor for long lists; the test's report has all of it. */
    private static String reason(Throwable thrown) {
        String first = String.valueOf(thrown).lines().findFirst().orElse("");
        String cause = first.replace(System.getProperty("matrix.work"), "...");
        return cause.substring(0, Math.min(cause.length(), LONGEST_REASON));
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        // What a server does not offer is not an exception any more, nor is a fault that is known.
        if (context.getExecutionException().isPresent()
                || column(context).cells().containsKey(row(context))) {
            return;
        }
        test(context).knownFault(row(context)).ifPresent(fault -> {
            throw new AssertionError("this fault is gone, take it out: " + fault.reason());
        });
        put(context, new Cell.Passed(column(context).remark(row(context))));
        compare(context);
    }

    /** What was offered, or did work, is not to be lost without a word; nor does the table stay behind what is gained. */
    private static void compare(ExtensionContext context) throws IOException {
        if (Report.isToBeWritten()) {
            return;
        }
        Column column = column(context);
        Optional<String> difference = Report.committed()
                .difference(column.server(), row(context), column.cells().get(row(context)));
        if (difference.isPresent()) {
            throw new AssertionError(difference.get() + ". If that is as it should be, write the table anew:"
                    + " mvn -B -ntp -Pmatrix verify -Dmatrix.docs=true -Dserver="
                    + test(context).candidate.id());
        }
    }

    /** Keeps a cell, and shows how far the run has come. */
    private static void put(ExtensionContext context, Cell cell) {
        Column column = column(context);
        column.put(row(context), cell);
        LOGGER.log(
                System.Logger.Level.INFO,
                "{0}, {1}: {2}",
                column.server(),
                row(context).description(),
                cell.text());
    }

    private static Column column(ExtensionContext context) {
        return test(context).column();
    }

    private static MatrixIT test(ExtensionContext context) {
        return (MatrixIT) context.getRequiredTestInstance();
    }

    private static Capability row(ExtensionContext context) {
        return context.getRequiredTestMethod().getAnnotation(Row.class).value();
    }
}
