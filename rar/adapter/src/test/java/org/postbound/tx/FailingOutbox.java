package org.postbound.tx;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postbound.OutboxException;
import org.postbound.outbox.Outbox;

/** An outbox that fails where it is told to. */
final class FailingOutbox {
    private final Map<String, OutboxException.Reason> failures = new ConcurrentHashMap<>();
    private final Outbox outbox;

    FailingOutbox(Outbox real) {
        this.outbox = (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                    OutboxException.Reason reason = failures.get(method.getName());
                    if (reason != null) {
                        throw new OutboxException(reason, method.getName() + " fails", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    Outbox outbox() {
        return outbox;
    }

    /** From now on the method fails. */
    void fail(String method, OutboxException.Reason reason) {
        failures.put(method, reason);
    }

    /** From now on nothing fails. */
    void repair() {
        failures.clear();
    }
}
