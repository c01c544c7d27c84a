package org.postbound;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;

/** As much of JNDI as a look-up needs. */
public final class NamedObjects implements InitialContextFactory {
    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    static void bind(String name, Object object) {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, NamedObjects.class.getName());
        BOUND.put(name, object);
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return (Context) Proxy.newProxyInstance(
                NamedObjects.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("lookup")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    Object object = BOUND.get(String.valueOf(arguments[0]));
                    if (object == null) {
                        throw new NameNotFoundException(arguments[0] + " is not bound");
                    }
                    return object;
                });
    }
}
