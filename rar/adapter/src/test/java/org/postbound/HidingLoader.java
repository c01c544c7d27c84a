package org.postbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Has the adapter's classes to itself, and refuses those of some packages, as class loaders of servers do. */
public final class HidingLoader extends ClassLoader {
    private final List<String> hidden = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    /** Hides these packages and those within them. */
    public HidingLoader(String... packages) {
        super(HidingLoader.class.getClassLoader());
        hidden.addAll(List.of(packages));
    }

    /** Hides one more from now on; classes of it that are loaded already stay. */
    public void hide(String packageName) {
        hidden.add(packageName);
    }

    /** The classes that were asked for, and are hidden. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** Makes an object of the class that this loader has under the name of the given one. */
    public Object newInstance(Class<?> type) throws ReflectiveOperationException {
        return loadClass(type.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (hidden.stream().anyMatch(packageName -> name.startsWith(packageName + "."))) {
                refused.add(name);
                throw new ClassNotFoundException(name + " is hidden");
            }
            return name.startsWith("org.postbound.") || name.startsWith("org.h2.")
                    ? define(name)
                    : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] octets = in.readAllBytes();
            return defineClass(name, octets, 0, octets.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
