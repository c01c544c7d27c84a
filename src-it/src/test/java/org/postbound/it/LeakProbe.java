package org.postbound.it;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Looks from inside the server for what an undeployed adapter has left behind. {@code /probe/watch} remembers the class
 * loader of the adapter that is deployed; {@code /probe/remains} answers with what is still there of those that are not,
 * one finding a line, after having given the collector its chance.
 */
@WebServlet("/probe/*")
public final class LeakProbe extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /**
     * Two minutes, if need be: the resource of a branch that was prepared during a pass of recovery is kept for 40 s, and
     * forgotten by the next pass (Narayana 7, RecoveryXids.isStale).
     */
    private static final int COLLECTIONS = 600;

    private static final long MILLIS_PER_COLLECTION = 200;

    private final transient ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final transient Set<PhantomReference<ClassLoader>> watched = ConcurrentHashMap.newKeySet();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            List<String> lines = request.getPathInfo().equals("/watch") ? watch() : remains();
            response.setContentType("text/plain");
            response.getWriter().print(String.join("\n", lines));
        } catch (JMException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private List<String> watch() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> factories = mBeans();
        for (ObjectName factory : factories) {
            watched.add(new PhantomReference<>(server.getClassLoaderFor(factory), collected));
        }
        return factories.stream().map(ObjectName::toString).toList();
    }

    private static Set<ObjectName> mBeans() throws JMException {
        return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("org.postbound:*"), null);
    }

    /** Its first comparison, hash and text take the place of the adapter's in caches of one element (JDK 17, ObjectMethods). */
    private record Newest(Newest component) {}

    private List<String> remains() throws JMException, InterruptedException {
        Newest one = new Newest(null);
        Newest other = new Newest(null);
        if (!one.equals(other)
                || one.hashCode() != other.hashCode()
                || !one.toString().equals(other.toString())) {
            throw new IllegalStateException("records with equal components are equal");
        }
        for (int i = 0; i < COLLECTIONS && !watched.isEmpty(); i++) {
            System.gc();
            for (var gone = collected.remove(MILLIS_PER_COLLECTION); gone != null; gone = collected.poll()) {
                watched.remove(gone);
            }
        }
        return Stream.of(
                        watched.stream().map(loader -> "a class loader of the adapter"),
                        mBeans().stream().map(name -> "MBean " + name),
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(LeakProbe::isOfTheAdapter)
                                .map(thread -> "thread " + thread.getName()))
                .flatMap(findings -> findings)
                .toList();
    }

    private static boolean isOfTheAdapter(Thread thread) {
        return thread.getName().contains("postbound")
                || Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("org.postbound.")
                                && !frame.getClassName().equals(LeakProbe.class.getName()));
    }
}
