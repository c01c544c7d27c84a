package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.HidingLoader;

/** WildFly 39 recovers through the factories of a deployment that has failed as well, when its class loader is closed. */
class FailedDeploymentTest {
    @Test
    void recoveryOfAFailedDeployment_isRefusedWithoutAnError() throws Exception {
        HidingLoader archive = new HidingLoader();
        ManagedConnectionFactory factory =
                (ManagedConnectionFactory) archive.newInstance(SmtpManagedConnectionFactory.class);
        ((ResourceAdapterAssociation) factory)
                .setResourceAdapter((ResourceAdapter) archive.newInstance(SmtpResourceAdapter.class));
        factory.createConnectionFactory(new UnmanagedConnectionManager());
        archive.hide("org.postbound");

        ResourceException refusal =
                assertThrows(ResourceException.class, () -> factory.createManagedConnection(null, null));

        assertInstanceOf(jakarta.resource.spi.IllegalStateException.class, refusal);
    }

    /** Nothing of what was opened for the start may stay: nobody stops an adapter that has not started. */
    @Test
    void serverWithoutJakartaMail_isToldSo_andTheOutboxIsLeftToOthers(@TempDir Path directory) throws Exception {
        ResourceAdapter adapter =
                (ResourceAdapter) new HidingLoader("jakarta.mail").newInstance(SmtpResourceAdapter.class);
        adapter.getClass().getMethod("setOutboxDirectory", String.class).invoke(adapter, directory.toString());
        StubWorkManager works = new StubWorkManager();

        ResourceAdapterInternalException refusal = assertThrows(
                ResourceAdapterInternalException.class,
                () -> adapter.start(new StubBootstrap(works, new StubRegistry())));

        assertTrue(refusal.getMessage().contains("Jakarta Mail"), refusal::getMessage);
        works.awaitEnd();
        startsIn(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postbound-patrol", "postbound-courier-default"})
    void errorLateInTheStart_leavesTheOutboxToOthers(String work, @TempDir Path directory) throws Exception {
        StubWorkManager works = new StubWorkManager();
        works.breakAt(work);
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        adapter.setOutboxDirectory(directory.toString());
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        factory.createConnectionFactory(new UnmanagedConnectionManager());

        assertThrows(LinkageError.class, () -> adapter.start(new StubBootstrap(works, new StubRegistry())));

        works.awaitEnd();
        startsIn(directory);
    }

    private static void startsIn(Path directory) throws ResourceAdapterInternalException {
        SmtpResourceAdapter next = new SmtpResourceAdapter();
        next.setOutboxDirectory(directory.toString());
        StubWorkManager works = new StubWorkManager();
        next.start(new StubBootstrap(works, new StubRegistry()));
        next.stop();
        works.awaitEnd();
    }
}
