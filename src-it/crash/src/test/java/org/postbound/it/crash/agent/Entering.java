package org.postbound.it.crash.agent;

import net.bytebuddy.asm.Advice;

/** What a method does first; copied into it. */
final class Entering {
    private Entering() {}

    @Advice.OnMethodEnter
    static void enter(@GateName String gate) {
        Gates.pass(gate);
    }
}
