package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** WildFly 39 recovers through the factories of a deployment that has failed as well, when its class loader is closed. */
class FailedDeploymentTest {
    /** Loads the adapter anew, as long as its archive is there. */
    private static final class Archive extends ClassLoader {
        private boolean closed;

        Archive() {
            super(FailedDeploymentTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("org.postbound.") ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (closed || in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void recoveryOfAFailedDeployment_isRefusedWithoutAnError() throws Exception {
        Archive archive = new Archive();
        ManagedConnectionFactory factory =
                (ManagedConnectionFactory) newBean(archive, SmtpManagedConnectionFactory.class);
        ((ResourceAdapterAssociation) factory)
                .setResourceAdapter((ResourceAdapter) newBean(archive, SmtpResourceAdapter.class));
        factory.createConnectionFactory(new UnmanagedConnectionManager());
        archive.closed = true;

        ResourceException refusal =
                assertThrows(ResourceException.class, () -> factory.createManagedConnection(null, null));

        assertInstanceOf(jakarta.resource.spi.IllegalStateException.class, refusal);
    }

    private static Object newBean(Archive archive, Class<?> type) throws ReflectiveOperationException {
        return archive.loadClass(type.getName()).getConstructor().newInstance();
    }
}
