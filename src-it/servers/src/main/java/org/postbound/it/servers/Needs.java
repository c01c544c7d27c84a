package org.postbound.it.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a class of tests where a program is missing, and says so; CI has to have all of them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(Needs.Condition.class)
public @interface Needs {
    /**
     * The programs.
     *
     * @return those without which the tests are skipped
     */
    Program[] value();

    /** Looks whether they are there. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String missing = context.getTestClass().map(type -> type.getAnnotation(Needs.class)).stream()
                    .flatMap(needs -> Arrays.stream(needs.value()))
                    .filter(program -> !program.isUsable())
                    .map(Program::need)
                    .collect(Collectors.joining(", "));
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("everything is there");
            }
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("CI has to have: " + missing);
            }
            return ConditionEvaluationResult.disabled("needs " + missing);
        }
    }
}
