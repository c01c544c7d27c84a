package org.postbound.it.agent;

import net.bytebuddy.asm.Advice;

/** What a method does first; copied into it. Of the agent's classes it may name none: the method's class loader sees none. */
final class Entering {
    private Entering() {}

    @Advice.OnMethodEnter
    static void enter(@GateName String gate) throws ReflectiveOperationException {
        ClassLoader.getSystemClassLoader()
                .loadClass("org.postbound.it.agent.Gates")
                .getMethod("pass", String.class)
                .invoke(null, gate);
    }
}
