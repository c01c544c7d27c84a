package org.postbound.it;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.Callable;

/** Runs what a test gives it as a business method of an enterprise bean with the named transaction attribute. */
@Stateless
public class Transactions {
    @Resource
    private EJBContext context;

    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public <T> T required(Callable<T> work) throws Exception {
        return work.call();
    }

    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public <T> T requiresNew(Callable<T> work) throws Exception {
        return work.call();
    }

    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public <T> T requiredThenMarkedRollback(Callable<T> work) throws Exception {
        T result = work.call();
        context.setRollbackOnly();
        return result;
    }
}
