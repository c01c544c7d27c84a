package org.postbound.standalone;

import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction manager whose timeout comes at a moment of the test's choice: when one of its methods is called, or when it has
 * done its work, and whoever called it does not know yet. The transaction of the thread is rolled back by another one, as by a manager's reaper.
 */
final class Reaper {
    private final TransactionManager manager;
    private final TransactionSynchronizationRegistry registry;
    private String before = "";
    private String after = "";

    Reaper(TransactionManager manager, TransactionSynchronizationRegistry registry) {
        this.manager = manager;
        this.registry = registry;
    }

    /** Comes once, when the method, of whichever type it is, is called. */
    void comeBefore(String method) {
        before = method;
    }

    /** Comes once, when the method, of whichever type it is, has been called. */
    void comeAfter(String method) {
        after = method;
    }

    TransactionManager manager() {
        return watched(TransactionManager.class, manager);
    }

    TransactionSynchronizationRegistry registry() {
        return watched(TransactionSynchronizationRegistry.class, registry);
    }

    private <T> T watched(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(real, method, arguments)));
    }

    private Object call(Object real, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals(before)) {
            before = "";
            rollBack(manager.getTransaction());
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (method.getName().equals(after)) {
            after = "";
            rollBack(manager.getTransaction());
        }
        return result instanceof Transaction transaction ? watched(Transaction.class, transaction) : result;
    }

    private static void rollBack(Transaction transaction) {
        CompletableFuture.runAsync(() -> {
                    try {
                        transaction.rollback();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .join();
    }
}
