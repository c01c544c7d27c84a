package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import org.junit.jupiter.api.Test;
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
}
