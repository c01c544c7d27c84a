package org.postbound.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a class of tests where {@link PostfixLifecycle} could start no Postfix, and said so; CI has to have one. Decided
 * before anything is deployed: inside the server a skipped test would count as a failed one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPostfix.Condition.class)
@interface NeedsPostfix {

    /** Looks whether it runs. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!System.getProperty("it.postfix.mail", "").isEmpty()) {
                return ConditionEvaluationResult.enabled("Postfix runs");
            }
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("CI has to have Postfix (package postfix), and to run as root");
            }
            return ConditionEvaluationResult.disabled("needs Postfix (package postfix) and root");
        }
    }
}
