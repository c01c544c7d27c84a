package org.postbound.it.crash;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What the server is given: the application with the adapter in it. */
final class Archives {
    private Archives() {}

    /** The name is one to which the server's configuration refers. */
    static void exportApplication(Path folder, List<Class<?>> beans) {
        ResourceAdapterArchive adapter = ShrinkWrap.create(ZipImporter.class, "postbound.rar")
                .importFrom(file("crash.rar"))
                .as(ResourceAdapterArchive.class);
        WebArchive web = ShrinkWrap.create(WebArchive.class, "shop.war")
                .addClasses(Shop.class, Books.class, Refusal.class, Kind.class, Order.class, Order.Outcome.class)
                .addClasses(Diary.class, Told.class, Told.Listener.class)
                .addClasses(beans.toArray(Class<?>[]::new));
        export(
                ShrinkWrap.create(EnterpriseArchive.class, "shop.ear")
                        .addAsLibraries(file("crash.api"), file("crash.h2"))
                        .addAsModules(adapter, web)
                        .as(ZipExporter.class),
                folder.resolve("shop.ear"));
    }

    private static void export(ZipExporter archive, Path target) {
        archive.exportTo(target.toFile(), true);
    }

    static File file(String property) {
        String path = System.getProperty(property);
        File file = new File(String.valueOf(path));
        if (!file.isFile()) {
            throw new IllegalStateException(
                    "the property " + property + " names no file: " + path + "; run this through Maven");
        }
        return file;
    }
}
