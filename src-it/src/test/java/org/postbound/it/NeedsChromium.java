package org.postbound.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postbound.it.browser.Browser;

/** Skips a class of tests where Chromium or its driver is missing, before anything is deployed; CI has to have both. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsChromium.Condition.class)
@interface NeedsChromium {

    /** Looks for the two programs. */
    final class Condition implements ExecutionCondition {
        private static final Logger LOG = Logger.getLogger(NeedsChromium.class.getName());

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Browser.isInstalled()) {
                return ConditionEvaluationResult.enabled("Chromium is installed");
            }
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("CI has to have Chromium (packages chromium and chromium-driver)");
            }
            String reason = context.getDisplayName()
                    + " is skipped: it needs Chromium and its driver (packages chromium and chromium-driver)";
            if (context.getTestMethod().isEmpty()) {
                LOG.warning(reason);
            }
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
