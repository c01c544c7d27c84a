package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postbound.HidingLoader;
import org.postbound.SmtpConnectionFactory;
import org.postbound.smtp.ScriptedServer;

/** Open Liberty 26 deletes the archive of an application before it stops the adapter: no class is to be had any more then. */
class VanishedArchiveTest {
    @TempDir
    Path directory;

    private final HidingLoader archive = new HidingLoader();
    private final StubWorkManager works = new StubWorkManager();
    private ResourceAdapter adapter;

    @AfterEach
    void forgetArchive() {
        Thread.currentThread().setContextClassLoader(VanishedArchiveTest.class.getClassLoader());
    }

    @BeforeEach
    void start() throws Exception {
        adapter = (ResourceAdapter) archive.newInstance(SmtpResourceAdapter.class);
        set(adapter, "OutboxDirectory", directory.resolve("outbox").toString());
        adapter.start(new StubBootstrap(works, new StubRegistry()));
    }

    private static void set(Object bean, String property, Object value) throws ReflectiveOperationException {
        bean.getClass().getMethod("set" + property, value.getClass()).invoke(bean, value);
    }

    @Test
    void threadsThatAreBegunForIt_doNotInheritItsClassLoader() {
        assertFalse(works.contexts().isEmpty());
        assertFalse(works.contexts().contains(archive));
        stopWithoutArchive();
    }

    @Test
    void adapterWithoutAnyUse_stops() {
        stopWithoutArchive();
    }

    @Test
    void adapterWithASession_stops_andSaysQuit() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
            client.greet().takeMessage("b@to.test");
            client.reply("250 ok").expectQuit();
        })) {
            send(factory(server.port()));
            drain();
            stopWithoutArchive();
        }
    }

    private Object factory(int port) throws Exception {
        ManagedConnectionFactory factory =
                (ManagedConnectionFactory) archive.newInstance(SmtpManagedConnectionFactory.class);
        set(factory, "ServerName", "localhost");
        set(factory, "PortNumber", port);
        set(factory, "Security", "NONE");
        set(factory, "HeloName", "client.test");
        set(factory, "DeliveryConnections", 1);
        set(factory, "Asynchronous", true);
        ((ResourceAdapterAssociation) factory).setResourceAdapter(adapter);
        return factory.createConnectionFactory(new UnmanagedConnectionManager());
    }

    /** Through an API that is not the archive's own. */
    private void send(Object factory) throws Exception {
        Class<?> api = archive.loadClass(SmtpConnectionFactory.class.getName());
        Session session = (Session) api.getMethod("getMailSession").invoke(factory);
        Thread.currentThread().setContextClassLoader(archive);
        MimeMessage message = new MimeMessage(session);
        message.setFrom("a@from.test");
        message.setRecipients(Message.RecipientType.TO, "b@to.test");
        message.setText("hello");
        Transport.send(message);
    }

    private void drain() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName outbox = new ObjectName("org.postbound:type=Outbox,*");
        for (ObjectName name : beans.queryNames(outbox, null)) {
            if (name.toString().contains(directory.toString())) {
                assertEquals(0, beans.invoke(name, "drain", new Object[] {"default", 20}, new String[] {
                    String.class.getName(), int.class.getName()
                }));
            }
        }
    }

    private void stopWithoutArchive() {
        archive.hide("org.postbound");
        archive.hide("org.h2");
        adapter.stop();
        works.awaitEnd();
        assertEquals(List.of(), archive.refused());
    }
}
