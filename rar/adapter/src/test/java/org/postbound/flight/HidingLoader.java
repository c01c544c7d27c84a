package org.postbound.flight;

import java.io.IOException;
import java.io.InputStream;

/** Has the adapter's classes to itself, and refuses those of some packages, as class loaders of servers do. */
final class HidingLoader extends ClassLoader {
    private final String hidden;

    HidingLoader(String hidden) {
        super(HidingLoader.class.getClassLoader());
        this.hidden = hidden;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(hidden + ".")) {
            throw new ClassNotFoundException(name + " is hidden");
        }
        if (!name.startsWith("org.postbound.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream octets = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (octets == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] all = octets.readAllBytes();
            return defineClass(name, all, 0, all.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
