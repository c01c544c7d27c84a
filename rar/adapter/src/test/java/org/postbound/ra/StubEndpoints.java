package org.postbound.ra;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ApplicationServerInternalException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryListener;
import org.postbound.outbox.BranchId;

/** The endpoints of a message-driven bean, with as much of a container as tests need: it ends the transactions. */
final class StubEndpoints implements MessageEndpointFactory {
    private static final AtomicInteger XIDS = new AtomicInteger();

    final boolean transacted;
    final BlockingQueue<DeliveryEvent> told = new LinkedBlockingQueue<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final AtomicInteger unavailable = new AtomicInteger();
    final AtomicInteger broken = new AtomicInteger();
    final AtomicInteger notBeginning = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final boolean twoPhases;
    /** As WildFly does with a failure that comes before its own handling of transactions. */
    volatile boolean commitsAfterFailures;

    private final Predicate<DeliveryEvent> bean;

    /** The bean returns whether its transaction may commit, or throws. */
    StubEndpoints(boolean transacted, Predicate<DeliveryEvent> bean) {
        this(transacted, false, bean);
    }

    StubEndpoints(boolean transacted, boolean twoPhases, Predicate<DeliveryEvent> bean) {
        this.transacted = transacted;
        this.twoPhases = twoPhases;
        this.bean = bean;
    }

    DeliveryEvent next() throws InterruptedException {
        DeliveryEvent event = told.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event, only " + calls);
        }
        return event;
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
        if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new UnavailableException("not started yet");
        }
        if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new LinkageError("a class of the application is missing");
        }
        open.incrementAndGet();
        return new Endpoint(resource);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return transacted;
    }

    @Override
    public String getActivationName() {
        return "stub";
    }

    @Override
    public Class<?> getEndpointClass() {
        return Endpoint.class;
    }

    private final class Endpoint implements MessageEndpoint, DeliveryListener {
        private final XAResource resource;
        private final BranchId xid = new BranchId(3, new byte[] {(byte) XIDS.incrementAndGet()}, new byte[0]);
        private boolean commits;
        private Thread thread;

        Endpoint(XAResource resource) {
            this.resource = resource;
        }

        @Override
        public void beforeDelivery(Method method) throws ResourceException {
            thread = Thread.currentThread();
            calls.add("before " + method.getName());
            if (notBeginning.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new ApplicationServerInternalException("no transaction begins");
            }
            if (resource != null) {
                end(() -> resource.start(xid, XAResource.TMNOFLAGS));
            }
        }

        @Override
        public void onDelivery(DeliveryEvent event) {
            note("on");
            commits = false;
            told.add(event);
            commits = bean.test(event);
        }

        @Override
        public void afterDelivery() throws ResourceException {
            note("after");
            if (resource != null) {
                end(this::endTransaction);
            }
        }

        private void note(String call) {
            calls.add(thread == Thread.currentThread() ? call : call + " on another thread");
        }

        private void endTransaction() throws XAException {
            resource.end(xid, XAResource.TMSUCCESS);
            if (!commits && !commitsAfterFailures) {
                resource.rollback(xid);
            } else if (twoPhases) {
                resource.prepare(xid);
                resource.commit(xid, false);
            } else {
                resource.commit(xid, true);
            }
        }

        private static void end(Verb verb) throws ResourceException {
            try {
                verb.perform();
            } catch (XAException e) {
                throw new ApplicationServerInternalException("the transaction cannot go on", e);
            }
        }

        @Override
        public void release() {
            open.decrementAndGet();
        }
    }

    private interface Verb {
        void perform() throws XAException;
    }
}
