package org.postbound.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postbound.Attachment;
import org.postbound.Disposition;
import org.postbound.Email;
import org.postbound.Receipt;
import org.postbound.Security;
import org.postbound.SmtpConfigurationException;
import org.postbound.SmtpConnectionSpec;
import org.postbound.SmtpTransactionException;
import org.postbound.SmtpTransactionException.Reason;
import org.postbound.outbox.BranchId;
import org.postbound.outbox.Due;
import org.postbound.smtp.ScriptedServer;

/** Connections with an outbox: nobody talks to the server, whatever becomes of the transaction. */
class SmtpXaConnectionTest {
    private static final Xid XID = new BranchId(1, "t1".getBytes(StandardCharsets.US_ASCII), new byte[0]);

    private final IdlePort idle = new IdlePort();
    private final StubContainer container;

    SmtpXaConnectionTest() throws Exception {
        container = StubContainer.startWithOutbox(idle.port());
    }

    @AfterEach
    void nobodyConnected() throws Exception {
        container.close();
        idle.close();
    }

    private List<Due> due(String route) {
        return container.outbox.takeDue(route, Instant.MAX, 100);
    }

    /** Begins a global transaction on this thread and enlists the connection. */
    private XAResource begin(SmtpManagedConnection connection) throws Exception {
        container.registry.active("t1");
        XAResource resource = connection.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        return resource;
    }

    private static void assertRefused(Reason reason, Executable use) {
        assertEquals(reason, assertThrows(SmtpTransactionException.class, use).reason());
    }

    private static SmtpConnectionSpec bob() {
        return SmtpConnectionSpec.configured().withPassword("bob", "bobs");
    }

    private static void assertOtherAccount(String property, Executable use) {
        ResourceException refusal = assertThrows(ResourceException.class, use);
        SmtpConfigurationException cause = assertInstanceOf(SmtpConfigurationException.class, refusal.getCause());
        assertEquals(property, cause.property());
        assertFalse(cause.getMessage().contains("bobs"), cause.getMessage());
        assertTrue(cause.getMessage().contains("the factory's own (no account at localhost:"), cause.getMessage());
    }

    @Test
    void level_isReadFromTheConfiguration_beforeTheStart() throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        assertEquals(TransactionSupportLevel.LocalTransaction, factory.getTransactionSupport());
        SmtpResourceAdapter adapter = new SmtpResourceAdapter();
        factory.setResourceAdapter(adapter);
        assertEquals(TransactionSupportLevel.XATransaction, factory.getTransactionSupport());
        adapter.setOutbox("NONE");
        assertEquals(TransactionSupportLevel.LocalTransaction, factory.getTransactionSupport());
    }

    @Test
    void messagesOfABranch_areInTheOutbox_whenItCommits() throws Exception {
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        SmtpConnectionHandle handle = container.handle(connection);
        Receipt receipt = StubContainer.send(handle);
        assertEquals(Disposition.STAGED, receipt.disposition());
        handle.close();
        resource.end(XID, XAResource.TMSUCCESS);
        assertEquals(XAResource.XA_OK, resource.prepare(XID));
        assertEquals(List.of(), due("default"));
        resource.commit(XID, false);
        List<Due> due = due("default");
        assertEquals(
                receipt.outboxId(), due.stream().map(d -> d.id().toString()).findFirst());
        assertEquals(1, due.size());
    }

    @Test
    void localTransaction_worksAsWell() throws Exception {
        SmtpManagedConnection connection = container.connect();
        container.begin(connection, "t1");
        StubContainer.send(container.handle(connection));
        container.commit(connection);
        assertEquals(1, due("default").size());
        assertThrows(
                LocalTransactionException.class,
                () -> connection.getLocalTransaction().commit());
        container.begin(connection, "t2");
        StubContainer.send(container.handle(connection));
        connection.getLocalTransaction().rollback();
        assertEquals(List.of(), due("default"));
    }

    @Test
    void handle_isRefused_onceItsBranchHasEnded_byWhomever() throws Exception {
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        SmtpConnectionHandle handle = container.handle(connection);
        StubContainer.send(handle);
        resource.rollback(XID);
        assertRefused(Reason.NOT_ENLISTED, () -> StubContainer.send(handle));
        container.registry.none();
        assertRefused(Reason.ENDED, () -> StubContainer.send(handle));
        assertThrows(XAException.class, () -> resource.end(XID, XAResource.TMSUCCESS));
        assertEquals(List.of(), due("default"));
    }

    /** As by the reaper, while an attachment is being read. */
    @Test
    void rollbackInTheMiddleOfSend_discardsTheMessage() throws Exception {
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        SmtpConnectionHandle handle = container.handle(connection);
        Email email = Email.builder()
                .from("a@from.test")
                .to("b@to.test")
                .text("Hello")
                .attach(Attachment.of("slow.txt", "text/plain", () -> {
                    assertRolledBack(resource);
                    return new ByteArrayInputStream(new byte[1]);
                }))
                .build();
        assertThrows(SmtpTransactionException.class, () -> handle.send(email));
        assertEquals(List.of(), due("default"));
    }

    private static void assertRolledBack(XAResource resource) {
        try {
            resource.rollback(XID);
        } catch (XAException e) {
            assertEquals(XAException.XAER_NOTA, e.errorCode, "rendered twice");
        }
    }

    @Test
    void suspendedBranch_refuses() throws Exception {
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        SmtpConnectionHandle handle = container.handle(connection);
        resource.end(XID, XAResource.TMSUSPEND);
        container.registry.none();
        assertRefused(Reason.SUSPENDED, () -> StubContainer.send(handle));
        container.registry.active("t1");
        assertRefused(Reason.SUSPENDED, () -> StubContainer.send(handle));
        resource.start(XID, XAResource.TMRESUME);
        StubContainer.send(handle);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
        assertEquals(1, due("default").size());
    }

    @Test
    void connectionsOfOneRoute_areOneResourceManager_andOfTwoAreTwo() throws Exception {
        SmtpManagedConnection connection = container.connect();
        assertSame(connection.getXAResource(), connection.getXAResource());
        assertTrue(connection.getXAResource().isSameRM(container.connect().getXAResource()));
        SmtpManagedConnectionFactory news = new SmtpManagedConnectionFactory();
        StubContainer.configure(news, idle.port());
        news.setName("news");
        news.setResourceAdapter(container.adapter);
        assertFalse(connection
                .getXAResource()
                .isSameRM(news.createManagedConnection(null, StubContainer.CONFIGURED)
                        .getXAResource()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "XOAUTH2", "EXTERNAL"})
    void recoveryConnection_needsNoServer_andNoAccount(String mechanisms) throws Exception {
        container.factory.setAuthenticationMechanisms(mechanisms);
        if (mechanisms.equals("EXTERNAL")) {
            container.factory.setSecurity("STARTTLS");
            container.factory.setKeyStore("client.p12");
        }
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        StubContainer.send(container.handle(connection));
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        container.registry.none();
        connection.destroy();

        PasswordCredential dummy = new PasswordCredential("recovery", "recovery".toCharArray());
        dummy.setManagedConnectionFactory(container.factory);
        Subject subject = new Subject(true, Set.of(), Set.of(), Set.of(dummy));
        ManagedConnection recovering = container.factory.createManagedConnection(subject, null);
        ((SmtpConnectionHandle) recovering.getConnection(subject, null)).close();
        XAResource recovery = recovering.getXAResource();
        Xid[] recovered = recovery.recover(XAResource.TMSTARTRSCAN);
        assertEquals(List.of(XID), List.of(recovered));
        recovery.commit(recovered[0], false);
        assertEquals(1, due("default").size());
    }

    @Test
    void otherAccount_isRefusedInATransaction() throws Exception {
        SmtpManagedConnection connection = container.connect(bob());
        begin(connection);
        assertOtherAccount("UserName", () -> connection.getConnection(null, new SmtpConnectionRequestInfo(bob())));
    }

    @Test
    void otherServer_isRefusedInATransaction() throws Exception {
        SmtpConnectionSpec elsewhere =
                SmtpConnectionSpec.configured().withServer("127.0.0.1", idle.port(), Security.NONE);
        SmtpManagedConnection connection = container.connect(elsewhere);
        container.registry.active("t1");
        assertOtherAccount(
                "ServerName", () -> connection.getConnection(null, new SmtpConnectionRequestInfo(elsewhere)));
    }

    @Test
    void otherAccount_thatATransactionEnlistsLater_isRefusedWhenItSends() throws Exception {
        SmtpManagedConnection connection = container.connect(bob());
        SmtpConnectionHandle handle =
                (SmtpConnectionHandle) connection.getConnection(null, new SmtpConnectionRequestInfo(bob()));
        begin(connection);
        assertEquals(
                "UserName",
                assertThrows(SmtpConfigurationException.class, () -> StubContainer.send(handle))
                        .property());
    }

    @Test
    void otherAccount_isFineOutsideOfATransaction_unlessAsynchronous() throws Exception {
        container.connect(bob()).getConnection(null, new SmtpConnectionRequestInfo(bob()));
        SmtpManagedConnectionFactory asynchronous = asynchronous();
        SmtpConnectionRequestInfo info = new SmtpConnectionRequestInfo(bob());
        SmtpManagedConnection connection = (SmtpManagedConnection) asynchronous.createManagedConnection(null, info);
        assertOtherAccount("UserName", () -> connection.getConnection(null, info));
    }

    private SmtpManagedConnectionFactory asynchronous() throws ResourceException {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        StubContainer.configure(factory, idle.port());
        factory.setAsynchronous(true);
        factory.setResourceAdapter(container.adapter);
        return factory;
    }

    @Test
    void asynchronousMail_isStoredAtOnce() throws Exception {
        SmtpManagedConnection managed =
                (SmtpManagedConnection) asynchronous().createManagedConnection(null, StubContainer.CONFIGURED);
        try (SmtpConnectionHandle connection = container.handle(managed)) {
            Receipt receipt = StubContainer.send(connection);
            assertEquals(Disposition.STORED, receipt.disposition());
            Email email = Email.builder()
                    .from("a@from.test")
                    .to("b@to.test")
                    .text("Hello")
                    .build();
            List<Receipt> receipts = connection.sendAll(List.of(email, email));
            assertEquals(
                    List.of(Optional.empty(), Optional.empty()),
                    receipts.stream().map(Receipt::failure).toList());
            List<Due> due = due("default");
            assertEquals(3, due.size());
            assertEquals(receipt.outboxId().orElseThrow(), due.get(0).id().toString());
        }
    }

    @Test
    void asynchronousMailInATransaction_isStaged() throws Exception {
        SmtpManagedConnection connection =
                (SmtpManagedConnection) asynchronous().createManagedConnection(null, StubContainer.CONFIGURED);
        XAResource resource = begin(connection);
        assertEquals(
                Disposition.STAGED,
                StubContainer.send(container.handle(connection)).disposition());
        resource.rollback(XID);
        assertEquals(List.of(), due("default"));
    }

    @Test
    void asynchronousMailWithoutOutbox_isRefusedByTheFactory() {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        factory.setAsynchronous(true);
        ResourceException refusal = assertThrows(ResourceException.class, factory::createConnectionFactory);
        assertEquals(
                "Asynchronous",
                assertInstanceOf(SmtpConfigurationException.class, refusal.getCause())
                        .property());
    }

    @Test
    void synchronousMailOutsideOfATransaction_doesNotTouchTheOutbox() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(client -> {
                    client.greet().takeMessage("b@to.test");
                    client.reply("250 queued").expectQuit();
                });
                StubContainer own = StubContainer.startWithOutbox(server.port())) {
            SmtpManagedConnection connection = own.connect();
            assertEquals(
                    Disposition.ACCEPTED,
                    StubContainer.send(own.handle(connection)).disposition());
            connection.destroy();
            assertEquals(List.of(), own.outbox.takeDue("default", Instant.MAX, 1));
        }
    }

    @Test
    void connectionDestroyedInItsTransaction_makesItRollBack() throws Exception {
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        StubContainer.send(container.handle(connection));
        connection.destroy();
        assertEquals(XAException.XA_RBROLLBACK, assertThrows(XAException.class, () -> resource.prepare(XID)).errorCode);
    }

    @Test
    void connectionGivenBackBeforeTheCommit_leavesTheBranchItsMessages() throws Exception {
        SmtpManagedConnection connection = container.connect();
        XAResource resource = begin(connection);
        StubContainer.send(container.handle(connection));
        resource.end(XID, XAResource.TMSUCCESS);
        connection.cleanup();
        container.registry.none();
        resource.commit(XID, true);
        assertEquals(1, due("default").size());
    }
}
