package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContextProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.DeliveryEvent;
import org.postbound.DeliveryEvent.Kind;
import org.postbound.SmtpConnection;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.OutboxId;
import org.postbound.outbox.Subscriptions;
import org.postbound.smtp.ScriptedServer;

/** The inbound side of the adapter, as a container uses it. */
class EndpointsTest {
    private static DeliveryActivationSpec spec(String subscription) {
        DeliveryActivationSpec spec = new DeliveryActivationSpec();
        spec.setSubscriptionName(subscription);
        return spec;
    }

    private static StubEndpoints endpoints() {
        return new StubEndpoints(true, event -> true);
    }

    private static List<Boolean> active(StubContainer container) {
        return container.outbox.subscriptions().list().stream()
                .map(Subscriptions.Subscribed::active)
                .toList();
    }

    @Test
    void mailThatIsAccepted_isToldOf() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 2.0.0 queued");
                });
                StubContainer container = StubContainer.startWithOutbox(server.port())) {
            StubEndpoints endpoints = endpoints();
            DeliveryActivationSpec spec = spec("billing");
            spec.setResourceAdapter(container.adapter);
            container.adapter.endpointActivation(endpoints, spec);
            container.factory.setAsynchronous(true);
            Optional<String> id;
            try (SmtpConnection connection =
                    container.factory.createConnectionFactory().getConnection()) {
                id = StubContainer.send(connection).outboxId();
            }
            DeliveryEvent event = endpoints.next();
            assertEquals(id, Optional.of(event.outboxId()));
            assertEquals(Kind.ACCEPTED, event.kind());
            assertEquals("<1@from.test>", event.messageId());
            assertEquals("default", event.route());
            assertEquals(1, event.attempt());
            assertTrue(event.recipients().get(0).isAccepted(), () -> event.toString());
        }
    }

    @Test
    void activations_areKnownByIdentity_andShareASubscription() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            StubEndpoints endpoints = endpoints();
            DeliveryActivationSpec one = spec("billing");
            DeliveryActivationSpec other = spec("billing");
            container.adapter.endpointActivation(endpoints, one);
            container.adapter.endpointActivation(endpoints, other);
            container.adapter.endpointDeactivation(endpoints, one);
            container.adapter.endpointDeactivation(endpoints, one);
            assertEquals(List.of(true), active(container));
            container.adapter.endpointDeactivation(endpoints, other);
            assertEquals(List.of(false), active(container));
        }
    }

    @Test
    void activationsAndDeactivations_atTheSameTime() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            StubEndpoints endpoints = endpoints();
            IntStream.range(0, 40).parallel().forEach(i -> {
                DeliveryActivationSpec spec = spec("s" + i % 4);
                try {
                    container.adapter.endpointActivation(endpoints, spec);
                } catch (ResourceException e) {
                    throw new AssertionError(e);
                }
                container.adapter.endpointDeactivation(endpoints, spec);
            });
            assertEquals(List.of(false, false, false, false), active(container));
        }
    }

    @Test
    void stopOfTheAdapter_deactivatesAll() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            DeliveryActivationSpec spec = spec("billing");
            StubEndpoints endpoints = endpoints();
            container.adapter.endpointActivation(endpoints, spec);
            container.adapter.stop();
            container.works.awaitEnd();
            assertEquals(List.of(false), active(container));
            container.adapter.endpointDeactivation(endpoints, spec);
        }
    }

    @Test
    void subscriptionThatIsUsedOtherwise_isRefused() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            container.adapter.endpointActivation(endpoints(), spec("billing"));
            DeliveryActivationSpec other = spec("billing");
            other.setEvents("FAILED");
            assertThrows(ResourceException.class, () -> container.adapter.endpointActivation(endpoints(), other));
        }
    }

    @Test
    void workManagerWithoutAThread_refusesTheActivation() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            container.works.refuse();
            String why = assertThrows(
                            ResourceException.class,
                            () -> container.adapter.endpointActivation(endpoints(), spec("billing")))
                    .getMessage();
            assertTrue(why.contains("billing") && why.contains("work manager"), why);
            assertEquals(List.of(false), active(container));
        }
    }

    @Test
    void eventsAreTold_onAThreadOfTheWorkManager() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            container.adapter.endpointActivation(endpoints(), spec("billing"));
            List<Work> works = container.works.works();
            WorkContextProvider events = assertInstanceOf(WorkContextProvider.class, works.get(works.size() - 1));
            assertEquals(
                    List.of(Map.of(
                            HintsContext.NAME_HINT, "postbound-events-billing", HintsContext.LONGRUNNING_HINT, true)),
                    events.getWorkContexts().stream()
                            .map(HintsContext.class::cast)
                            .map(HintsContext::getHints)
                            .toList());
        }
    }

    @Test
    void withoutOutbox_anActivationIsRefused() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.start(idle.port())) {
            String why = assertThrows(
                            NotSupportedException.class,
                            () -> container.adapter.endpointActivation(endpoints(), spec("billing")))
                    .getMessage();
            assertTrue(why.contains("set Outbox to JOURNAL"), why);
            assertEquals(0, container.adapter.getXAResources(new ActivationSpec[] {spec("billing")}).length);
        }
    }

    @Test
    void activationOfSomethingElse_isRefused() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            assertThrows(NotSupportedException.class, () -> container.adapter.endpointActivation(endpoints(), null));
        }
    }

    @Test
    void recovery_reachesEachSubscriptionOnce_alsoOneThatIsNotActive() throws Exception {
        try (IdlePort idle = new IdlePort();
                StubContainer container = StubContainer.startWithOutbox(idle.port())) {
            DeliveryActivationSpec spec = spec("billing");
            StubEndpoints endpoints = endpoints();
            container.adapter.endpointActivation(endpoints, spec);
            container.adapter.endpointDeactivation(endpoints, spec);
            Xid xid = new BranchId(7, new byte[] {1}, new byte[] {2});
            container.outbox.subscriptions().prepare("billing", xid, List.of(new OutboxId(99)));

            XAResource[] resources =
                    container.adapter.getXAResources(new ActivationSpec[] {spec, spec("billing"), spec("other")});
            assertEquals(2, resources.length);
            assertFalse(resources[0].isSameRM(resources[1]));
            assertTrue(resources[0].isSameRM(container.adapter.getXAResources(new ActivationSpec[] {spec})[0]));
            assertArrayEquals(new Xid[0], resources[1].recover(XAResource.TMSTARTRSCAN));
            assertArrayEquals(new Xid[] {xid}, resources[0].recover(XAResource.TMSTARTRSCAN));
            resources[0].commit(xid, false);
            assertArrayEquals(new Xid[0], resources[0].recover(XAResource.TMSTARTRSCAN));
        }
    }

    @Test
    void spec_turnsIntoASubscription() throws Exception {
        DeliveryActivationSpec spec = spec("billing");
        spec.validate();
        assertEquals(Optional.empty(), new ActivationReader(spec).read().route());
        assertEquals(Set.of(Kind.values()), new ActivationReader(spec).read().kinds());
        spec.setRoute("orders");
        spec.setEvents(" FAILED, EXPIRED ,PARKED");
        spec.setRetention(1L);
        spec.validate();
        assertEquals(Optional.of("orders"), new ActivationReader(spec).read().route());
        assertEquals(
                Set.of(Kind.FAILED, Kind.EXPIRED, Kind.PARKED),
                new ActivationReader(spec).read().kinds());
    }

    @ParameterizedTest
    @CsvSource({"SubscriptionName,", "Events,BOUNCED", "Events,'FAILED,'", "Retention,0"})
    void specThatCannotWork_namesTheProperty(String property, String value) {
        DeliveryActivationSpec spec = spec("billing");
        switch (property) {
            case "SubscriptionName" -> spec.setSubscriptionName(value);
            case "Events" -> spec.setEvents(value);
            default -> spec.setRetention(Long.valueOf(value));
        }
        InvalidPropertyException refusal = assertThrows(InvalidPropertyException.class, spec::validate);
        assertTrue(refusal.getMessage().startsWith(property + " "), refusal::getMessage);
        assertEquals(
                List.of(property),
                List.of(refusal.getInvalidPropertyDescriptors()).stream()
                        .map(java.beans.FeatureDescriptor::getName)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void spec_belongsToOneAdapter_andHasNoEquality(boolean same) throws Exception {
        DeliveryActivationSpec spec = spec("billing");
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        spec.setResourceAdapter(adapter);
        assertSame(adapter, spec.getResourceAdapter());
        assertFalse(spec.equals(spec("billing")));
        if (same) {
            spec.setResourceAdapter(adapter);
        } else {
            assertInstanceOf(
                    jakarta.resource.spi.IllegalStateException.class,
                    assertThrows(ResourceException.class, () -> spec.setResourceAdapter(new SmtpResourceAdapter())));
        }
    }
}
